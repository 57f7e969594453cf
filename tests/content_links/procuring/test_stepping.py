import asyncio
from datetime import date

import pytest

from content_links.licensing.reading import licences_of_package
from content_links.licensing.writing import end_licence
from content_links.procuring.errors import NotNominated, StateChangedMeanwhile
from content_links.procuring.reading import steps_of
from content_links.procuring.schemas import LicenceWanted, StepDetails
from content_links.procuring.stepping import follow_terms
from content_links.vocabulary import PackageState
from database.transaction import fetch_row, fetch_value
from events.series.undoing import undo_last
from history.errors import CannotUndo
from places.errors import UnknownOrganisation
from refusals import Refusal
from tests.content_links.examples import make_package
from tests.content_links.licensing.examples import make_licence
from tests.content_links.procuring.examples import (
    DAY,
    SLUG,
    TERMS,
    TODAY,
    back,
    make_nominated,
    make_procured,
    make_tree,
    state,
    step,
)

pytestmark = pytest.mark.usefixtures("database")


async def test_procured_package_has_its_licences_cost_and_term() -> None:
    noor = await make_tree()
    await make_nominated()
    await step(noor, PackageState.APPROVED, reason="Drie bibliotheken vragen erom")
    wanted = (LicenceWanted(organisation="bieb", seats=40), LicenceWanted(organisation="boek"))
    await step(noor, PackageState.PROCURED, **TERMS | {"licences": wanted, "ends_on": TODAY + 364 * DAY})

    licences = [(each.organisation, each.seats, each.starts_on, each.ends_on)
                for each in await licences_of_package(SLUG)]  # fmt: skip
    told = [(each.state, each.account, each.reason, each.cost_cents, each.starts_on) for each in await steps_of(SLUG)]
    assert licences == [("bieb", 40, TODAY, TODAY + 364 * DAY), ("boek", None, TODAY, TODAY + 364 * DAY)]
    assert told == [
        (PackageState.NOMINATED, None, "", None, None),
        (PackageState.APPROVED, "Noor", "Drie bibliotheken vragen erom", None, None),
        (PackageState.PROCURED, "Noor", "", 90_000, TODAY),
    ]


async def test_licence_for_nobody_leaves_everything_as_it_was() -> None:
    noor = await make_tree()
    await make_nominated()
    await step(noor, PackageState.APPROVED)
    with pytest.raises(UnknownOrganisation):
        await step(noor, PackageState.PROCURED, **TERMS | {"licences": (LicenceWanted(organisation="nergens"),)})
    assert (await state(), await licences_of_package(SLUG)) == (PackageState.APPROVED, [])


async def test_step_is_one_operation_of_who_decides() -> None:
    noor = await make_tree()
    await make_nominated()
    await step(noor, PackageState.APPROVED)
    row = await fetch_row("SELECT account, details->>'title' AS title FROM operation WHERE action = $1", _APPROVE)
    assert row is not None
    assert (row["account"], row["title"]) == (noor, "Klik & Tik")


_APPROVE = "procurement.approve"


async def test_step_is_not_undone_by_the_button() -> None:
    noor = await make_tree()
    await make_nominated()
    await step(noor, PackageState.APPROVED)
    with pytest.raises(CannotUndo):
        await undo_last(account_id=noor)
    assert await state() == PackageState.APPROVED


async def test_two_who_decide_at_once_decide_once() -> None:
    noor = await make_tree()
    await make_nominated()

    async def decide(wanted: PackageState) -> str:
        try:
            await step(noor, wanted, reason="Zo is het")
        except Refusal as refusal:
            return refusal.code
        return "done"

    said = await asyncio.gather(*(decide(PackageState.APPROVED) for _ in range(4)))

    assert sorted(said) == ["done", *["not_nominated"] * 3]
    assert [each.state for each in await steps_of(SLUG)] == [PackageState.NOMINATED, PackageState.APPROVED]


async def test_who_saw_another_state_is_told() -> None:
    noor = await make_tree()
    await make_nominated()
    await step(noor, PackageState.APPROVED, seen=PackageState.NOMINATED)
    with pytest.raises(StateChangedMeanwhile):
        await step(noor, PackageState.ENDED, reason="Nu niet", seen=PackageState.NOMINATED)
    with pytest.raises(NotNominated):
        await step(noor, PackageState.APPROVED)


async def test_it_becomes_available_on_the_first_day_of_its_term_and_ends_after_its_last_licence() -> None:
    noor = await make_tree()
    first, last = TODAY + 10 * DAY, TODAY + 20 * DAY
    await make_procured(noor, starts_on=first, ends_on=last)

    seen = [
        (await follow_terms(day), await state()) for day in (first - DAY, first, first, last, last + DAY, last + DAY)
    ]

    procured, available, ended = PackageState.PROCURED, PackageState.AVAILABLE, PackageState.ENDED
    assert seen == [(0, procured), (1, available), (0, available), (0, available), (1, ended), (0, ended)]
    assert [each.account for each in await steps_of(SLUG)][-2:] == [None, None]


async def test_committee_makes_it_available_before_its_term() -> None:
    noor = await make_tree()
    await make_procured(noor, starts_on=TODAY + 10 * DAY)
    await step(noor, PackageState.AVAILABLE)
    assert (await state(), await follow_terms(TODAY)) == (PackageState.AVAILABLE, 0)


async def test_what_is_procured_again_does_not_end() -> None:
    noor = await make_tree()
    last = TODAY + 20 * DAY
    await make_procured(noor, ends_on=last)
    await follow_terms(TODAY)
    await step(noor, PackageState.AVAILABLE, **TERMS | {"starts_on": last + DAY, "cost_cents": 80_000})

    assert (await follow_terms(last + DAY), await state()) == (0, PackageState.AVAILABLE)
    assert [each.cost_cents for each in await steps_of(SLUG)] == [None, None, 90_000, None, 80_000]
    assert await fetch_value("SELECT count(*) FROM operation WHERE action = 'procurement.renew'") == 1


async def test_licence_of_a_library_itself_keeps_it_available() -> None:
    noor = await make_tree()
    await make_procured(noor, ends_on=TODAY + DAY)
    await follow_terms(TODAY)
    own = await make_licence(SLUG, "boek", starts_on=TODAY)
    after = TODAY + 2 * DAY

    assert (await follow_terms(after), await state()) == (0, PackageState.AVAILABLE)
    await end_licence(licence=own.id, on=after)
    assert (await follow_terms(after), await state()) == (1, PackageState.ENDED)


async def test_what_nobody_procured_does_not_end_with_a_licence() -> None:
    await make_tree()
    await make_package()
    await back("bieb")
    await make_licence(SLUG, "bieb", ends_on=TODAY - DAY)
    assert (await follow_terms(TODAY), await state()) == (0, PackageState.AVAILABLE)


def test_term_goes_forwards_and_names_nobody_twice() -> None:
    twice = (LicenceWanted(organisation="bieb"), LicenceWanted(organisation="bieb", seats=3))
    with pytest.raises(ValueError, match="last day is before the first"):
        StepDetails(state=PackageState.PROCURED, starts_on=date(2027, 1, 2), ends_on=date(2027, 1, 1))
    with pytest.raises(ValueError, match="once"):
        StepDetails(state=PackageState.PROCURED, licences=twice)
