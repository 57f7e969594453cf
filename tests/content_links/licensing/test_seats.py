import asyncio
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from content_links.licensing.errors import FewerSeatsThanTaken, NoSeatLeft, NotLicensed
from content_links.licensing.reading import licence_by_id
from content_links.licensing.schemas import LicenceTerms
from content_links.licensing.seats import give_back_seats, take_seat
from content_links.licensing.writing import change_licence
from content_links.queries import PackageRow
from database.transaction import execute
from places.queries import LocationRow
from tests.content_links.examples import make_location, make_package
from tests.content_links.licensing.examples import DAY, TODAY, make_learner, make_licence, put_below_province

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def location() -> LocationRow:
    return await make_location()


@pytest.fixture
async def package(location: LocationRow) -> PackageRow:
    return await make_package(access="staff_account")


async def test_fifty_ask_at_once_for_ten_seats(location: LocationRow, package: PackageRow) -> None:
    licence = await make_licence(seats=10)
    learners = [await make_learner() for _ in range(50)]

    async def ask(learner: UUID) -> int | None:
        try:
            return await take_seat(package_id=package.id, organisation_id=location.organisation_id, learner=learner)
        except NoSeatLeft:
            return None

    given = await asyncio.gather(*map(ask, learners))

    assert [given.count(licence.id), given.count(None)] == [10, 40]
    assert (await licence_by_id(licence.id)).seats_taken == 10


async def test_who_has_a_seat_keeps_it(location: LocationRow, package: PackageRow) -> None:
    licence = await make_licence(seats=1)
    learner = await make_learner()
    asked: dict[str, Any] = {"package_id": package.id, "organisation_id": location.organisation_id, "learner": learner}

    assert [await take_seat(**asked), await take_seat(**asked)] == [licence.id, licence.id]
    with pytest.raises(NoSeatLeft):
        await take_seat(**asked | {"learner": await make_learner()})


async def test_seat_that_is_given_back_is_free(location: LocationRow, package: PackageRow) -> None:
    licence = await make_licence(seats=1)
    first, second = await make_learner(), await make_learner()
    asked: dict[str, Any] = {"package_id": package.id, "organisation_id": location.organisation_id}
    await take_seat(**asked, learner=first)
    await give_back_seats(learner=first)

    assert await take_seat(**asked, learner=second) == licence.id


async def test_seats_of_the_organisation_above_come_after_its_own(location: LocationRow, package: PackageRow) -> None:
    await put_below_province()
    above = await make_licence(organisation="provincie", seats=1)
    own = await make_licence(seats=1)
    asked: dict[str, Any] = {"package_id": package.id, "organisation_id": location.organisation_id}

    assert [await take_seat(**asked, learner=await make_learner()) for _ in range(2)] == [own.id, above.id]


async def test_unlimited_licence_and_none_at_all_count_nothing(location: LocationRow, package: PackageRow) -> None:
    asked: dict[str, Any] = {
        "package_id": package.id,
        "organisation_id": location.organisation_id,
        "learner": await make_learner(),
    }
    never = await take_seat(**asked)
    await make_licence(seats=1)
    await make_licence()

    assert (never, await take_seat(**asked)) == (None, None)


async def test_no_seat_without_a_licence_that_day(location: LocationRow, package: PackageRow) -> None:
    await make_licence(ends_on=TODAY, seats=5)
    asked: dict[str, Any] = {
        "package_id": package.id,
        "organisation_id": location.organisation_id,
        "learner": await make_learner(),
    }

    with pytest.raises(NotLicensed):
        await take_seat(**asked, on=TODAY + DAY)


async def test_fewer_seats_than_people_have(location: LocationRow, package: PackageRow) -> None:
    licence = await make_licence(seats=2)
    for _ in range(2):
        await take_seat(package_id=package.id, organisation_id=location.organisation_id, learner=await make_learner())

    with pytest.raises(FewerSeatsThanTaken):
        await change_licence(licence=licence.id, terms=LicenceTerms(starts_on=licence.starts_on, seats=1))


async def test_database_refuses_one_seat_too_many(location: LocationRow, package: PackageRow) -> None:
    licence = await make_licence(seats=1)
    sql = "INSERT INTO licence_seat (licence, learner) VALUES ($1, $2)"
    await execute(sql, licence.id, await make_learner())

    with pytest.raises(asyncpg.CheckViolationError):
        await execute(sql, licence.id, await make_learner())
