from datetime import date, time

import pytest
from pydantic import ValidationError

from database.transaction import fetch, fetch_row, fetch_value
from events.staffing.errors import HoursOverlap, UnknownAbsence, UnknownFacilitator
from events.staffing.facilitators import (
    add_absence,
    change_facilitator,
    create_facilitator,
    reinstate_facilitator,
    remove_absence,
    retire_facilitator,
    set_hours,
)
from events.staffing.schemas import AbsenceDetails, FacilitatorDetails, HoursDetails, StaffingDetails
from events.vocabulary import FacilitatorKind, Skill
from identity.accounts import create_account
from identity.errors import UnknownAccount
from tests.builders import an_edition
from tests.events.staffing.people import a_facilitator

pytestmark = pytest.mark.usefixtures("database")

ALICE = FacilitatorDetails(
    name="Alice Jansen",
    kind=FacilitatorKind.VOLUNTEER,
    skills=frozenset({Skill.NT2, Skill.DIGITAL}),
    email="alice@reader.example",
    phone="06 1234",
)
MORNING = HoursDetails(weekday=2, starts_at=time(9), ends_at=time(12))


async def test_person_is_changed_as_a_whole() -> None:
    alice = await a_facilitator(await an_edition())
    account = await create_account(email="alice@library.example", password="correct horse battery")

    await change_facilitator(facilitator=alice, details=ALICE.model_copy(update={"account": "Alice@library.example"}))

    row = await fetch_row("SELECT name, kind, skills, email, phone, account FROM facilitator")
    assert row is not None
    assert tuple(row) == (
        "Alice Jansen", "volunteer", ["digital", "nt2"], "alice@reader.example", "06 1234", account.id
    )  # fmt: skip


async def test_person_with_an_account_that_nobody_has() -> None:
    await an_edition()
    slug = await fetch_value("SELECT slug FROM organisation")
    with pytest.raises(UnknownAccount):
        await create_facilitator(
            organisation_slug=slug, details=ALICE.model_copy(update={"account": "nobody@library.example"})
        )


async def test_person_who_does_not_exist() -> None:
    with pytest.raises(UnknownFacilitator):
        await change_facilitator(facilitator=404, details=ALICE)
    with pytest.raises(UnknownFacilitator):
        await retire_facilitator(facilitator=404)
    with pytest.raises(UnknownFacilitator):
        await reinstate_facilitator(facilitator=404)
    with pytest.raises(UnknownFacilitator):
        await set_hours(facilitator=404, hours=[])


async def test_person_who_comes_back() -> None:
    alice = await a_facilitator(await an_edition())
    await retire_facilitator(facilitator=alice)
    assert await fetch_value("SELECT active FROM facilitator") is False
    await reinstate_facilitator(facilitator=alice)
    assert await fetch_value("SELECT active FROM facilitator") is True


async def test_hours_are_replaced() -> None:
    alice = await a_facilitator(await an_edition())
    await set_hours(facilitator=alice, hours=[HoursDetails(weekday=1, starts_at=time(9), ends_at=time(17))])

    await set_hours(facilitator=alice, hours=[MORNING])

    rows = await fetch("SELECT weekday, starts_at, ends_at FROM facilitator_hours")
    assert [tuple(row) for row in rows] == [(2, time(9), time(12))]


async def test_hours_that_overlap_leave_the_old_ones() -> None:
    alice = await a_facilitator(await an_edition())
    await set_hours(facilitator=alice, hours=[MORNING])
    with pytest.raises(HoursOverlap):
        await set_hours(
            facilitator=alice, hours=[MORNING, HoursDetails(weekday=2, starts_at=time(11), ends_at=time(13))]
        )
    assert await fetch_value("SELECT count(*) FROM facilitator_hours") == 1


async def test_absence_from_the_same_day_replaces_the_one_before() -> None:
    alice, bob = [await a_facilitator(await an_edition(), name) for name in ("Alice", "Bob")]
    first, longer = date(2027, 1, 4), AbsenceDetails(first_day=date(2027, 1, 4), last_day=date(2027, 1, 15))
    absence = await add_absence(facilitator=alice, details=AbsenceDetails(first_day=first, last_day=first))

    assert await add_absence(facilitator=alice, details=longer) == absence
    assert await fetch_value("SELECT last_day FROM facilitator_absence") == date(2027, 1, 15)

    with pytest.raises(UnknownAbsence):
        await remove_absence(facilitator=bob, absence=absence)
    await remove_absence(facilitator=alice, absence=absence)
    assert await fetch_value("SELECT count(*) FROM facilitator_absence") == 0


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (HoursDetails, {"weekday": 1, "starts_at": "12:00", "ends_at": "12:00"}),
        (HoursDetails, {"weekday": 0, "starts_at": "10:00", "ends_at": "12:00"}),
        (AbsenceDetails, {"first_day": "2027-01-02", "last_day": "2027-01-01"}),
        (StaffingDetails, {"staff_min": 2, "staff_max": 1}),
        (StaffingDetails, {"staff_min": -1}),
        (FacilitatorDetails, {"name": " ", "kind": "volunteer"}),
        (FacilitatorDetails, {"name": "Alice", "kind": "boss"}),
        (FacilitatorDetails, {"name": "Alice", "kind": "staff", "skills": ["flying"]}),
        (FacilitatorDetails, {"name": "Alice", "kind": "staff", "email": "alice"}),
    ],
)
def test_details_refused(model: type, values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        model(**values)
