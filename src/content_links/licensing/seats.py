"""Seats of licences: how many people may use a package, never one more."""

from datetime import date
from uuid import UUID

from content_links.licensing.days import local_today
from content_links.licensing.errors import NoSeatLeft, NotLicensed
from database.transaction import execute, fetch, fetch_value, savepoint, transaction
from database.violations import violations

# The nearest first, and of one organisation the one that ends last, so that a seat lasts.
_LICENCES = """
SELECT licence.id, licence.seats, EXISTS (
        SELECT FROM licence_seat WHERE licence_seat.licence = licence.id AND licence_seat.learner = $3) AS has_seat
FROM unnest(organisations_above($2)) WITH ORDINALITY AS above (id, distance)
    JOIN licence ON licence.organisation = above.id
WHERE licence.package = $1 AND licence.starts_on <= $4 AND (licence.ends_on IS NULL OR licence.ends_on >= $4)
ORDER BY above.distance, coalesce(licence.ends_on, 'infinity') DESC, licence.id
"""
_TAKE = "INSERT INTO licence_seat (licence, learner) VALUES ($1, $2) ON CONFLICT DO NOTHING"
_TITLE = "SELECT title FROM package WHERE id = $1"
_IS_BOUND = "SELECT EXISTS (SELECT FROM licence WHERE package = $1)"
_NAME = "SELECT name FROM organisation WHERE id = $1"


async def take_seat(*, package_id: int, organisation_id: int, learner: UUID, on: date | None = None) -> int | None:
    """Gives a learner a seat of a licence that the organisation, or one above it, has that day.

    Who has a seat keeps it, and asking twice takes one.

    :param on: today, in the Netherlands, when left out.
    :return: the id of the licence; None when no seat is needed, because seats are not counted or nobody has licences.
    :raises NotLicensed: there are licences, and none for this organisation and day.
    :raises NoSeatLeft: all seats are taken.
    """
    day = on or local_today()
    async with transaction():
        licences = await fetch(_LICENCES, package_id, organisation_id, learner, day)
        if not licences:
            await _refuse_bound(package_id, organisation_id, day)
            return None
        if any(licence["seats"] is None for licence in licences):
            return None
        for licence in sorted(licences, key=lambda licence: not licence["has_seat"]):
            if licence["has_seat"] or await _took(licence["id"], learner):
                return int(licence["id"])
        raise NoSeatLeft(package=await fetch_value(_TITLE, package_id))


async def give_back_seats(*, learner: UUID) -> None:
    """For who is forgotten, or needs them no more."""
    await execute("DELETE FROM licence_seat WHERE learner = $1", learner)


async def _refuse_bound(package_id: int, organisation_id: int, day: date) -> None:
    if await fetch_value(_IS_BOUND, package_id):
        names = (await fetch_value(_NAME, organisation_id), await fetch_value(_TITLE, package_id))
        raise NotLicensed(organisation=names[0], package=names[1], day=day.isoformat())


async def _took(licence: int, learner: UUID) -> bool:
    """The check of the database decides, however many ask at once."""
    full = _Full()
    try:
        async with savepoint():
            with violations({"licence_seats": full}):
                await execute(_TAKE, licence, learner)
    except _Full:
        return False
    return True


class _Full(Exception):  # noqa: N818  between two functions of this module
    """This licence has no seat left."""
