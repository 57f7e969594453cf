"""What a planner says to a suggestion."""

from content_links.linking import link_package
from content_links.schemas import LinkDetails
from content_links.suggesting.phases import Moment
from database.transaction import execute

_DISMISS = "INSERT INTO suggestion_answer (activity, package, account) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"


async def accept(*, activity: str, package: str, moment: Moment) -> int:
    """Links them and returns the id of the link; raises what `link_package` raises."""
    details = LinkDetails(activity=activity, package=package, phase=moment.phase, release_days=moment.release_days)
    return await link_package(details=details)


async def dismiss(*, activity_id: int, package_id: int, account_id: int | None) -> None:
    """They are not suggested to each other again, from either end; the account is who says so."""
    await execute(_DISMISS, activity_id, package_id, account_id)
