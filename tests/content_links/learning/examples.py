"""Somebody with a place at an activity, and packages to open, for the tests of learning."""

from uuid import UUID

from content_links.learning.opening_links import OpenLink
from content_links.queries import PackageRow
from content_links.tables import Unit
from database.transaction import fetch, fetch_value
from events.tables import Registration
from events.vocabulary import RegistrationState
from tests.content_links.examples import make_activity, make_location, make_package, make_session

ALICE = "alice@reader.example"
_ANOTHER = """
INSERT INTO session (id, edition, location, starts_at, ends_at)
SELECT gen_random_uuid(), edition, location, starts_at + interval '7 days', ends_at + interval '7 days' FROM session
WHERE id = $1 RETURNING id
"""


async def a_place() -> UUID:
    """A session of a library's activity; returns its id."""
    location = await make_location()
    return await make_session(location, await make_activity(location))


async def another_session(session: UUID) -> UUID:
    """A week later, of the same edition."""
    made: UUID = await fetch_value(_ANOTHER, session)
    return made


async def a_person(session: UUID, email: str | None = ALICE) -> UUID:
    row = Registration(
        session=session, name="Alice", email=email, party_size=1, state=RegistrationState.CONFIRMED, locale="nl"
    )
    await row.save()
    return row.id


async def a_package(slug: str = "klik-en-tik", *, units: int = 0, **others: object) -> tuple[PackageRow, list[int]]:
    package = await make_package(slug, **others)
    made = []
    for position in range(1, units + 1):
        unit = Unit(
            package=package.id, position=position, title=f"Deel {position}", url=f"https://oefenen.example/{position}"
        )
        await unit.save()
        made.append(int(unit.id))
    return package, made


def by_mail(registration: UUID, package: PackageRow, unit: int | None = None) -> OpenLink:
    return OpenLink(registration=registration, package=package.id, unit=unit)


def by_receipt(registration: UUID, package: PackageRow, unit: int | None = None) -> OpenLink:
    return OpenLink(registration=registration, package=package.id, unit=unit, from_mail=False)


async def used() -> list[tuple[int, int]]:
    """How often opened and completed, for each package, organisation and day."""
    return [(row["opened"], row["completed"]) for row in await fetch("SELECT * FROM package_use ORDER BY id")]
