from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from database.transaction import fetch
from events.appointments import add_appointments, slots_between
from events.errors import NoSlotsHere, SlotsTooLong
from events.registering import Applicant, register
from events.vocabulary import Form, RegistrationState
from tests.builders import an_edition

DAY = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=10)


@given(st.integers(0, 600), st.integers(5, 120), st.integers(0, 30))
def test_slots_fit_one_after_the_other(length: int, minutes: int, pause: int) -> None:
    ends_at = DAY + timedelta(minutes=length)
    slots = slots_between(DAY, ends_at, minutes, pause)
    ends = [each + timedelta(minutes=minutes) for each in slots]
    assert all(end + timedelta(minutes=pause) == start for end, start in zip(ends, slots[1:], strict=False))
    assert not slots or (slots[0] == DAY and ends[-1] <= ends_at < ends[-1] + timedelta(minutes=pause + minutes))
    assert bool(slots) == (length >= minutes)


async def test_appointments_are_sessions_for_one_each(database: None) -> None:
    edition = await an_edition(form=Form.APPOINTMENT)
    made = await add_appointments(
        edition=edition.id, starts_at=DAY, ends_at=DAY + timedelta(hours=2), minutes=30, pause=10
    )
    rows = await fetch("SELECT id, starts_at, ends_at, capacity FROM session ORDER BY starts_at")
    assert [row["id"] for row in rows] == made
    assert [(row["starts_at"] - DAY) // timedelta(minutes=1) for row in rows] == [0, 40, 80]
    assert {(row["ends_at"] - row["starts_at"], row["capacity"]) for row in rows} == {(timedelta(minutes=30), 1)}
    alice = await register(session=made[0], applicant=Applicant(name="Alice", email="alice@reader.example"))
    assert alice.state is RegistrationState.CONFIRMED


async def test_appointments_that_do_not_fit_are_refused(database: None) -> None:
    edition = await an_edition(form=Form.SEASONAL)
    with pytest.raises(SlotsTooLong):
        await add_appointments(edition=edition.id, starts_at=DAY, ends_at=DAY + timedelta(minutes=20), minutes=30)


async def test_appointments_of_a_course_are_refused(database: None) -> None:
    edition = await an_edition(form=Form.COHORT)
    with pytest.raises(NoSlotsHere):
        await add_appointments(edition=edition.id, starts_at=DAY, ends_at=DAY + timedelta(hours=1), minutes=30)
