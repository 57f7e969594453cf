"""What the committee decides on: who backs a package, what it costs, and how it is used."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from content_links.licensing.reading import licences_of_package
from content_links.procuring.reading import ProcurementRow, packages_in_procurement
from content_links.procuring.using import OrganisationUse, use_of
from content_links.vocabulary import PackageState
from database.transaction import execute, fetch_value
from places.locating import add_location
from places.schemas import LocationDetails
from tests.content_links.examples import link, make_activity, make_package, make_template, publish
from tests.content_links.licensing.examples import make_licence
from tests.content_links.procuring.examples import (
    DAY,
    SLUG,
    TODAY,
    back,
    make_nominated,
    make_procured,
    make_tree,
    step,
)

pytestmark = pytest.mark.usefixtures("database")


async def rows(*states: PackageState, **others: Any) -> list[ProcurementRow]:
    return await packages_in_procurement(states or tuple(PackageState), **others)


async def only_row() -> ProcurementRow:
    (row,) = await rows()
    return row


async def organisation(slug: str) -> int:
    return int(await fetch_value("SELECT id FROM organisation WHERE slug = $1", slug))


async def package_id() -> int:
    return int(await fetch_value("SELECT id FROM package WHERE slug = $1", SLUG))


async def used(slug: str | None, opened: int, *, completed: int = 0, day: date = TODAY) -> None:
    sql = "INSERT INTO package_use (package, organisation, day, opened, completed) VALUES ($1, $2, $3, $4, $5)"
    await execute(sql, await package_id(), await organisation(slug) if slug else None, day, opened, completed)


async def learned(slug: str, learners: int) -> None:
    sql = "INSERT INTO progress (learner, package, organisation, opened_at, source) VALUES ($1, $2, $3, now(), 'link')"
    for _ in range(learners):
        learner: UUID = uuid4()
        await execute("INSERT INTO learner (id, created_at) VALUES ($1, now())", learner)
        await execute(sql, learner, await package_id(), await organisation(slug))


async def test_what_is_simply_in_the_catalogue_is_in_no_procurement() -> None:
    await make_tree()
    await make_package()
    nothing = await rows()
    await make_package("backed")
    await make_package("licensed")
    await back("bieb", "backed")
    await make_licence("licensed", "bieb")
    assert (nothing, sorted(each.slug for each in await rows())) == ([], ["backed", "licensed"])


async def test_row_says_who_backs_it_and_what_it_costs() -> None:
    noor = await make_tree()
    await make_procured(noor, ends_on=TODAY + 100 * DAY)
    await back("noord")
    row = await only_row()
    assert (row.state, row.backed_by) == (PackageState.PROCURED, ("Bieb", "Noord"))
    assert row.reasons == ("Veel vraag naar", "Wij ook")
    assert (row.cost_cents, row.starts_on, row.ends_on) == (90_000, TODAY, TODAY + 100 * DAY)
    assert await rows(PackageState.AVAILABLE) == []
    assert [each.slug for each in await rows(PackageState.PROCURED, package=SLUG)] == [SLUG]
    assert await rows(package="anders") == []


async def test_backing_of_a_former_round_counts_no_more() -> None:
    noor = await make_tree()
    await make_nominated()
    await step(noor, PackageState.ENDED, reason="Nu niet")
    await back("boek")
    assert (await only_row()).backed_by == ("Boek",)


@pytest.mark.parametrize(("days", "expected"), [(-1, False), (0, True), (120, True), (121, False)])
async def test_licence_that_ends_within_120_days_asks_for_a_decision(days: int, expected: bool) -> None:
    noor = await make_tree()
    await make_procured(noor, starts_on=TODAY - 200 * DAY, ends_on=TODAY + timedelta(days=days))
    assert (await only_row()).ends_soon(TODAY) is expected


async def test_use_is_that_of_the_term_so_far_and_says_what_one_opening_cost() -> None:
    noor = await make_tree()
    await make_procured(noor, starts_on=TODAY - 10 * DAY)
    await used("bieb", 500, day=TODAY - 11 * DAY)
    await used("bieb", 90, completed=20)
    await used("boek", 10, completed=1, day=TODAY - 10 * DAY)
    row = await only_row()
    assert (row.since, row.opened, row.completed, row.cents_per_use) == (TODAY - 10 * DAY, 100, 21, 900)


async def test_before_the_first_term_use_is_that_of_the_past_year() -> None:
    noor = await make_tree()
    await make_procured(noor, starts_on=TODAY + DAY)
    await used(None, 30, day=TODAY - 365 * DAY)
    await used(None, 30, day=TODAY - 366 * DAY)
    row = await only_row()
    assert (row.since, row.opened, row.cents_per_use) == (TODAY - 365 * DAY, 30, None)


async def test_term_that_has_begun_counts_until_the_next_one_begins() -> None:
    noor = await make_tree()
    await make_procured(noor, starts_on=TODAY - 10 * DAY, ends_on=TODAY + 10 * DAY)
    await step(noor, PackageState.AVAILABLE)
    later = {"starts_on": TODAY + 11 * DAY, "cost_cents": 1, "licences": [{"organisation": "huis"}]}
    await step(noor, PackageState.AVAILABLE, **later)
    (then,) = await rows(today=TODAY + 11 * DAY)
    assert ((await only_row()).cost_cents, then.cost_cents) == (90_000, 1)
    assert len(await licences_of_package(SLUG)) == 2


async def test_activity_that_hides_the_package_is_not_beside_it() -> None:
    await make_tree()
    await make_nominated()
    location = await add_location(
        organisation_slug="boek", details=LocationDetails(key="haven", name="Haven", kind="branch")
    )
    template = await make_template(location)
    await link(template="bouwsteen")
    revision = await publish(template)
    for slug in ("erft", "verbergt"):
        await make_activity(location, slug, inherits_from=revision)
    both = (await only_row()).activities
    await link(activity="verbergt", hidden=True)
    one = (await only_row()).activities
    await execute("UPDATE activity SET state = 'archived' WHERE slug = 'erft'")

    assert (both, one, (await only_row()).activities) == (2, 1, 0)


async def test_numbers_that_are_too_small_to_tell_are_not_there() -> None:
    await make_tree()
    await make_nominated()
    await used("bieb", 4, completed=1)
    await learned("bieb", 4)
    row = await only_row()
    assert (row.opened, row.completed, row.learners) == (None, None, None)


async def test_use_is_told_for_each_organisation_without_tracing_anybody() -> None:
    await make_tree()
    await make_nominated()
    location = await add_location(
        organisation_slug="boek", details=LocationDetails(key="haven", name="Haven", kind="branch")
    )
    await make_activity(location)
    await link(activity="cursus")
    await used("bieb", 60, completed=3)
    await used("noord", 8)
    await used(None, 2)
    await learned("bieb", 6)

    found = await use_of(await package_id(), since=TODAY - DAY, today=TODAY)

    assert found == [
        OrganisationUse(organisation="Bieb", opened=60, completed=None, learners=6, activities=0),
        OrganisationUse(organisation="Boek", opened=0, completed=0, learners=0, activities=1),
        OrganisationUse(organisation="Noord", opened=None, completed=0, learners=0, activities=0),
        OrganisationUse(organisation=None, opened=None, completed=0, learners=0, activities=0),
    ]
    assert (await only_row()).activities == 1
