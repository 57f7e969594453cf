"""Packages of files, in the database."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from content_links.harvesting.choosing import Choices
from content_links.harvesting.errors import AddressNeeded
from content_links.harvesting.found import FoundUnit
from content_links.harvesting.importing import import_file
from content_links.harvesting.units import KnownUnit, plan_units
from content_links.packaging import change_package
from content_links.queries import package_by_slug, units_of_package
from content_links.schemas import PackageDetails
from content_links.vocabulary import Access, Phase
from database.transaction import fetch, fetch_row, fetch_value
from events.vocabulary import Theme
from places.organising import create_organisation
from places.schemas import OrganisationDetails
from tabular.counting import ImportCount
from tests.content_links.examples import link, make_activity, make_location
from tests.content_links.harvesting.examples import CMI5, NL_LOM, archive

VERSIONS = "SELECT id, xmin::text FROM package UNION ALL SELECT id, xmin::text FROM unit ORDER BY 1"
FILE = archive(("cmi5.xml", CMI5))


async def an_owner(slug: str = "bibliotheek") -> int:
    return (await create_organisation(details=OrganisationDetails(slug=slug, name="De Bieb", kind="library"))).id


async def units(slug: str = "je-telefoon") -> list[str]:
    return [unit.title for unit in await units_of_package((await package_by_slug(slug)).id)]


@pytest.mark.usefixtures("database")
async def test_course_package_is_imported_with_its_parts_and_twice_changes_nothing() -> None:
    choices = Choices(owner=await an_owner())
    first = await import_file(FILE, choices)
    before = await fetch(VERSIONS)
    second = await import_file(FILE, choices)

    package = await package_by_slug("je-telefoon")
    assert (first, second) == (ImportCount(created=1), ImportCount(unchanged=1))
    assert await fetch(VERSIONS) == before
    assert (package.title, package.language, package.provider, package.access, package.url) == (
        "Je telefoon",
        "nl",
        "De Bieb",
        Access.IN_BRANCH,
        None,
    )
    assert await units() == ["Bellen", "Appen: Foto's sturen"]


@pytest.mark.usefixtures("database")
async def test_metadata_makes_an_open_package_of_its_publisher() -> None:
    await import_file(NL_LOM.encode(), Choices(provider="Iemand anders"))
    package = await package_by_slug("rekenen-met-geld")
    assert (package.provider, package.access, package.url, package.level, package.duration_minutes) == (
        "Oefenhuis, Utrecht",
        Access.OPEN,
        "https://oefenhuis.example/geld",
        "1F",
        45,
    )


@pytest.mark.usefixtures("database")
async def test_new_version_changes_what_its_maker_says_and_keeps_what_people_chose() -> None:
    await import_file(NL_LOM.encode(), Choices())
    chosen = PackageDetails(
        slug="rekenen-met-geld", title="x", provider="Wij", kind="course", access="staff_account", themes=(Theme.WERK,)
    )
    given = PackageDetails.model_construct(_fields_set={"provider", "kind", "access", "themes"}, **chosen.model_dump())
    await change_package(slug="rekenen-met-geld", details=given)
    assert await import_file(NL_LOM.encode(), Choices()) == ImportCount(unchanged=1)

    newer = NL_LOM.replace("PT45M", "PT50M").replace("Rekenen met geld", "Rekenen met euro's")
    assert await import_file(newer.encode(), Choices()) == ImportCount(changed=1)

    package = await package_by_slug("rekenen-met-geld")
    assert (package.title, package.duration_minutes) == ("Rekenen met euro's", 50)
    assert (package.provider, package.kind, package.access, package.themes) == (
        "Wij",
        "course",
        "staff_account",
        (Theme.WERK,),
    )


@pytest.mark.usefixtures("database")
async def test_part_that_is_linked_keeps_its_link_when_its_place_or_name_changes() -> None:
    await make_activity(await make_location())
    await import_file(CMI5.encode(), Choices())
    await link(package="je-telefoon", unit=1, activity="cursus", phase=Phase.PREPARE)
    linked = "SELECT title FROM unit JOIN content_link ON content_link.unit = unit.id"

    first = '<au id="0"><title><langstring lang="nl">Aanzetten</langstring></title><url>0</url></au><au id="https'
    await import_file(CMI5.replace('<au id="https', first, 1).encode(), Choices())
    assert (await units(), await fetch_value(linked)) == (["Aanzetten", "Bellen", "Appen: Foto's sturen"], "Bellen")

    await import_file(CMI5.replace("Bellen", "Opbellen").encode(), Choices())
    assert (await units(), await fetch_value(linked)) == (["Opbellen", "Appen: Foto's sturen", "Bellen"], "Bellen")


@pytest.mark.usefixtures("database")
async def test_owners_do_not_change_the_packages_of_each_other() -> None:
    ours, theirs = await an_owner(), await an_owner("elders")
    await import_file(FILE, Choices(owner=ours))
    assert await import_file(FILE, Choices(owner=theirs)) == ImportCount(created=1)
    rows = await fetch("SELECT slug, owner FROM package ORDER BY id")
    assert [tuple(row) for row in rows] == [("je-telefoon", ours), ("je-telefoon-2", theirs)]


@pytest.mark.usefixtures("database")
async def test_two_imports_at_once_make_one_package() -> None:
    counts = await asyncio.gather(import_file(FILE, Choices()), import_file(FILE, Choices()))
    assert sorted(str(count) for count in counts) == [
        "0 created, 0 changed, 1 unchanged",
        "1 created, 0 changed, 0 unchanged",
    ]


@pytest.mark.usefixtures("database")
async def test_package_that_nobody_could_find_is_refused_and_nothing_of_its_file_is_made() -> None:
    body = b'[{"@type": "Course", "name": "A", "url": "https://a.example/"}, {"@type": "Course", "name": "B"}]'
    with pytest.raises(AddressNeeded):
        await import_file(body, Choices(access=Access.OPEN))
    assert await fetch_row("SELECT FROM package") is None
    with pytest.raises(ValidationError):
        Choices(access=Access.HOSTED)


@pytest.mark.usefixtures("database")
async def test_titles_without_letters_get_an_address_too() -> None:
    await import_file('{"@type": "Course", "name": "日本語", "url": "https://a.example/"}'.encode(), Choices())
    assert (await package_by_slug("pakket")).title == "日本語"


_TITLES = st.lists(st.sampled_from("abcdef"), max_size=6)


@given(_TITLES, _TITLES, st.sets(st.integers(1, 6)))
def test_plan_of_parts_gives_every_part_a_place_and_loses_none_that_is_linked(
    before: list[str], after: list[str], linked: set[int]
) -> None:
    known = [
        KnownUnit(id=n, position=n, title=title, url=None, duration_minutes=None, is_linked=n in linked)
        for n, title in enumerate(before, start=1)
    ]
    found = [FoundUnit(title=title) for title in after]
    plan = plan_units(known, found)
    places = {each.id: (each.position, each.title) for each in known if each.id not in plan.gone}
    places |= {unit: (position, part.title) for unit, position, part in plan.moved}
    result = sorted([*places.values(), *((position, part.title) for position, part in plan.added)])
    assert [position for position, _ in result] == list(range(1, len(result) + 1))
    assert [title for _, title in result[: len(after)]] == after
    assert set(plan.gone).isdisjoint(linked)
    assert plan_units(known, [each.as_found for each in known]).changes_nothing
