"""The committee moves packages through the procurement states, and days move them on."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from content_links.licensing.days import local_today
from content_links.licensing.schemas import LicenceDetails
from content_links.licensing.writing import create_licence
from content_links.procuring.deciding import decide
from content_links.procuring.errors import StateChangedMeanwhile
from content_links.procuring.locking import LockedPackage, lock_package, write_step
from content_links.procuring.schemas import StepDetails
from content_links.vocabulary import PackageState
from database.transaction import fetch, transaction
from history.operations import operation

_ACTIONS: Final[Mapping[PackageState, str]] = {
    PackageState.NOMINATED: "procurement.reopen",
    PackageState.APPROVED: "procurement.approve",
    PackageState.PROCURED: "procurement.procure",
    PackageState.AVAILABLE: "procurement.offer",
    PackageState.ENDED: "procurement.end",
}
_RENEW: Final = "procurement.renew"
# The newest term says when: an older one may have begun long ago.
_BEGUN: Final = """
SELECT package.slug FROM package
    JOIN LATERAL (SELECT starts_on FROM procurement_step
        WHERE procurement_step.package = package.id AND starts_on IS NOT NULL ORDER BY at DESC, id DESC LIMIT 1
    ) AS term ON true
WHERE package.state = 'procured' AND term.starts_on <= $1 ORDER BY package.id
"""
# Only what was procured: what is free to use, or licensed by a library for itself, has no round that could end.
_OVER: Final = """
SELECT package.slug FROM package
WHERE package.state = 'available'
    AND EXISTS (SELECT FROM procurement_step
        WHERE procurement_step.package = package.id AND procurement_step.starts_on IS NOT NULL)
    AND EXISTS (SELECT FROM licence WHERE licence.package = package.id)
    AND NOT EXISTS (SELECT FROM licence
        WHERE licence.package = package.id AND (licence.ends_on IS NULL OR licence.ends_on >= $1))
ORDER BY package.id
"""


async def take_step(*, package: str, step: StepDetails, account: int, organisation: int | None) -> int:
    """Moves a package on, or back, and makes the licences that were procured; returns the id of the step.

    :param package: slug.
    :param account: id of who decides; `organisation` that of where they have their role.
    :raises UnknownPackage, UnknownOrganisation: the package, or an organisation to be licensed, does not exist.
    :raises StateChangedMeanwhile: it is not in the state that they saw.
    :raises Refusal: see `decide`.
    """
    async with transaction():
        current = await lock_package(package)
        if step.seen not in (None, current.state) or current.state is None:
            raise StateChangedMeanwhile
        decide(current.state, step)
        renews = current.state is step.state
        action = _RENEW if renews else _ACTIONS[step.state]
        async with operation(action, account=account, organisation=organisation, title=current.title, package=package):
            made = await write_step(current, step.state, account=account, said=step)
            await _make_licences(current, step)
            return made


async def follow_terms(today: date | None = None) -> int:
    """Makes available what is procured from today on, and ends what no licence is left for; returns how many moved.

    Missed days are made up for, and a second time does nothing.

    :param today: in the Netherlands.
    """
    day = today or local_today()
    begun = [await _follow(each["slug"], PackageState.PROCURED, PackageState.AVAILABLE)
             for each in await fetch(_BEGUN, day)]  # fmt: skip
    over = [await _follow(each["slug"], PackageState.AVAILABLE, PackageState.ENDED)
            for each in await fetch(_OVER, day)]  # fmt: skip
    return sum(begun) + sum(over)


async def _follow(slug: str, former: PackageState, state: PackageState) -> bool:
    async with transaction():
        package = await lock_package(slug)
        if package.state is not former:
            return False
        action = _ACTIONS[state]
        async with operation(action, account=None, organisation=None, title=package.title, package=slug):
            await write_step(package, state, account=None)
        return True


async def _make_licences(package: LockedPackage, step: StepDetails) -> None:
    if step.starts_on is None:
        return
    for each in step.licences:
        await create_licence(
            details=LicenceDetails(
                package=package.slug,
                organisation=each.organisation,
                starts_on=step.starts_on,
                ends_on=step.ends_on,
                seats=each.seats,
            )
        )
