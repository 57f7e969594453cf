import pytest

from content_links.errors import PackageSlugTaken, UnknownPackage
from content_links.importing import import_packages
from content_links.packaging import change_package
from content_links.procuring.errors import (
    AdviceTaken,
    AlreadyNominated,
    NotANominator,
    StateIsOfCommittee,
    UnknownNomination,
)
from content_links.procuring.nominating import withdraw_nomination
from content_links.procuring.reading import nominations, steps_of
from content_links.schemas import PackageChange
from content_links.vocabulary import PackageState
from database.transaction import fetch
from places.errors import UnknownOrganisation
from tabular.errors import BadLines
from tests.content_links.examples import make_package
from tests.content_links.procuring.examples import SLUG, back, make_nominated, make_tree, state, step

pytestmark = pytest.mark.usefixtures("database")


async def backers() -> list[tuple[str, bool]]:
    return [(each.organisation, each.is_current) for each in await nominations(package=SLUG)]


async def withdraw(organisation: str) -> None:
    await withdraw_nomination(package=SLUG, organisation=organisation, account=None)


async def test_what_the_catalogue_does_not_have_is_nominated_and_backed() -> None:
    await make_tree()
    await make_nominated()
    await back("boek")

    assert (await state(), await backers()) == (PackageState.NOMINATED, [("bieb", True), ("boek", True)])
    assert [(each.former_state, each.state) for each in await steps_of(SLUG)] == [(None, PackageState.NOMINATED)]


async def test_slug_of_another_package_is_refused_and_nothing_nominated() -> None:
    await make_tree()
    await make_package()
    with pytest.raises(PackageSlugTaken):
        await make_nominated()
    assert await backers() == []


async def test_what_is_available_stays_so_when_it_is_nominated() -> None:
    await make_tree()
    await make_package()
    await back("noord")
    assert (await state(), await backers(), await steps_of(SLUG)) == (PackageState.AVAILABLE, [("noord", True)], [])


async def test_an_organisation_nominates_once() -> None:
    await make_tree()
    await make_nominated()
    with pytest.raises(AlreadyNominated):
        await back("bieb")


async def test_who_decides_does_not_nominate() -> None:
    await make_tree()
    await make_package()
    with pytest.raises(NotANominator):
        await back("huis")


async def test_package_or_organisation_that_is_not_there_is_refused() -> None:
    await make_tree()
    with pytest.raises(UnknownPackage):
        await back("bieb")
    with pytest.raises(UnknownOrganisation):
        await back("nergens")


async def test_what_has_ended_begins_a_new_round_when_it_is_nominated() -> None:
    noor = await make_tree()
    await make_nominated()
    await back("boek")
    await step(noor, PackageState.ENDED, reason="Nu niet")
    former = await backers()
    await back("bieb", reason="Nog steeds nodig")

    assert former == [("bieb", False), ("boek", False)]
    assert (await state(), await backers()) == (PackageState.NOMINATED, [("bieb", True), ("boek", False)])
    assert (await nominations(organisation="bieb"))[0].reason == "Nog steeds nodig"


async def test_nomination_is_withdrawn_until_the_committee_decides() -> None:
    noor = await make_tree()
    await make_nominated()
    await back("boek")
    await withdraw("boek")
    with pytest.raises(UnknownNomination):
        await withdraw("boek")
    await step(noor, PackageState.APPROVED)
    with pytest.raises(AdviceTaken):
        await withdraw("bieb")
    assert await backers() == [("bieb", True)]


async def test_nominating_and_withdrawing_are_in_the_history() -> None:
    await make_tree()
    await make_nominated()
    await withdraw("bieb")
    rows = await fetch(
        "SELECT operation.action, row_change.table_name FROM operation"
        " JOIN row_change ON row_change.operation = operation.id ORDER BY row_change.id"
    )
    assert [tuple(row) for row in rows] == [
        ("procurement.nominate", "procurement_step"),
        ("procurement.nominate", "nomination"),
        ("procurement.withdraw", "nomination"),
    ]


async def test_nobody_decides_by_changing_the_package() -> None:
    await make_tree()
    await make_nominated()
    await change_package(slug=SLUG, details=PackageChange(title="Klik en Tik"))
    with pytest.raises(StateIsOfCommittee):
        await change_package(slug=SLUG, details=PackageChange(state=PackageState.AVAILABLE))
    assert await state() == PackageState.NOMINATED


async def test_nobody_decides_by_a_file() -> None:
    await make_tree()
    await make_nominated()
    file = f"slug,title,provider,kind,access,url,state\n{SLUG},Klik,Maker,course,open,https://x.example,available\n"
    with pytest.raises(BadLines) as refused:
        await import_packages(file.encode())
    assert [(bad.line, type(bad.reason)) for bad in refused.value.lines] == [(2, StateIsOfCommittee)]
    assert await state() == PackageState.NOMINATED


async def test_state_of_what_nobody_nominated_is_changed_freely() -> None:
    await make_package()
    await change_package(slug=SLUG, details=PackageChange(state=PackageState.ENDED))
    assert await state() == PackageState.ENDED
