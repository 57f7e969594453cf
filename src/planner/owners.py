"""Which organisation something belongs to, so which roles count."""

from uuid import UUID

from content_links.errors import UnknownLinkTarget
from content_links.schemas import LinkDetails
from database.transaction import fetch_value
from events.errors import UnknownActivity, UnknownEdition, UnknownSession
from refusals import Refusal

_OF_EDITION = """
SELECT activity.organisation FROM edition JOIN activity ON activity.id = edition.activity WHERE edition.id = $1
"""
_OF_SESSION = """
SELECT activity.organisation FROM session JOIN edition ON edition.id = session.edition
    JOIN activity ON activity.id = edition.activity WHERE session.id = $1
"""
_OF_ACTIVITY = "SELECT organisation FROM activity WHERE slug = $1"
_OF_TEMPLATE = "SELECT organisation FROM template WHERE slug = $1"


async def owner_of_activity(slug: str) -> int:
    """:raises UnknownActivity: there is none."""
    return await _owner(_OF_ACTIVITY, slug, UnknownActivity())


async def owner_of_edition(edition: UUID) -> int:
    """:raises UnknownEdition: there is none."""
    return await _owner(_OF_EDITION, edition, UnknownEdition(field="edition"))


async def owner_of_session(session: UUID) -> int:
    """:raises UnknownSession: there is none."""
    return await _owner(_OF_SESSION, session, UnknownSession())


async def owner_of_link(details: LinkDetails) -> int:
    """:raises UnknownLinkTarget: what it links to does not exist."""
    if details.activity is not None:
        return await _owner(_OF_ACTIVITY, details.activity, UnknownLinkTarget(field="activity"))
    if details.session is not None:
        return await _owner(_OF_SESSION, details.session, UnknownLinkTarget(field="session"))
    return await _owner(_OF_TEMPLATE, details.template, UnknownLinkTarget(field="template"))


async def _owner(sql: str, key: object, unknown: Refusal) -> int:
    organisation: int | None = await fetch_value(sql, key)
    if organisation is None:
        raise unknown
    return organisation
