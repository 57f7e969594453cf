"""Where the link to a package leads now. Nothing is asked of the provider, so one that is down delays nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from content_links.learning.deeds import Deeds, unit_to_go_on_with
from content_links.learning.learners import Reader, seat_holder
from content_links.learning.opening_links import OpenLink
from content_links.learning.reading import deeds_of, units_to_open
from content_links.licensing.alternatives import Alternative, alternatives
from content_links.licensing.days import local_today
from content_links.licensing.errors import NoSeatLeft, NotLicensed
from content_links.licensing.reading import is_offered
from content_links.licensing.seats import take_seat
from content_links.queries import COLUMNS, PackageRow, UnitRow, package_of
from content_links.vocabulary import Access, PackageState
from database.transaction import fetch_row, transaction

AT_ONCE: Final = (Access.OPEN, Access.HOSTED)
"""What needs no explanation before somebody goes there."""
_INSTEAD: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """`package` is None when it was deleted; `unit` is where somebody goes on.

    :ivar is_offered: the organisation of the activity may offer it today.
    :ivar was_opened: this person was there before.
    """

    package: PackageRow | None
    unit: UnitRow | None
    is_offered: bool
    was_opened: bool

    @property
    def url(self) -> str | None:
        if self.unit and self.unit.url:
            return self.unit.url
        return self.package.url if self.package else None

    @property
    def explains(self) -> bool:
        """Whether there is something to know before going; that is told once, but in the library always."""
        if self.package is None or self.package.access in AT_ONCE:
            return False
        return self.package.access is Access.IN_BRANCH or not self.was_opened


async def destination_of(link: OpenLink, reader: Reader, now: datetime) -> Destination:
    """:param now: aware."""
    row = await fetch_row(f"SELECT {COLUMNS} FROM package WHERE id = $1", link.package)  # noqa: S608
    if row is None:
        return Destination(package=None, unit=None, is_offered=False, was_opened=False)
    package = package_of(row)
    deeds = (await deeds_of([link.registration], from_mail=link.from_mail))[link.registration]
    offered = package.state is PackageState.AVAILABLE and await is_offered(
        package.id, local_today(now), [reader.organisation]
    )
    return Destination(
        package=package,
        unit=_unit(link, (await units_to_open([package.id]))[package.id], deeds),
        is_offered=offered,
        was_opened=deeds.is_opened(package.id),
    )


async def has_seat(link: OpenLink, reader: Reader) -> bool:
    """Whether there is a seat for this person, which they then have; where seats are not counted there always is."""
    try:
        async with transaction():
            learner = await seat_holder(reader, link)
            await take_seat(package_id=link.package, organisation_id=reader.organisation, learner=learner)
    except (NoSeatLeft, NotLicensed):
        return False
    return True


async def instead_of(package: int, reader: Reader, now: datetime) -> Sequence[Alternative]:
    """What is like it, and may be offered today.

    :param now: aware.
    """
    lapsed = (package, reader.organisation)
    return (await alternatives([lapsed], on=local_today(now), limit=_INSTEAD))[lapsed]


def _unit(link: OpenLink, units: Sequence[UnitRow], deeds: Deeds) -> UnitRow | None:
    if link.unit is not None:
        return next((unit for unit in units if unit.id == link.unit), None)
    return unit_to_go_on_with(units, deeds, link.package) or next(iter(units), None)
