from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from database.transaction import execute, fetch_value
from events.cancelling import cancel_registration
from events.errors import NotComing, UnknownRegistration
from events.reconfirming import ask_who_still_comes, confirm_coming
from events.registering import Applicant, register
from events.vocabulary import Form
from tests.builders import a_session, an_edition, facts, state_of

pytestmark = pytest.mark.usefixtures("database")

ALICE = Applicant(name="Alice", email="alice@reader.example")


async def signed_up(starts_in: timedelta, *, weeks_ago: int = 3) -> UUID:
    registration = (await register(session=await a_session(starts_in=starts_in), applicant=ALICE)).id
    await execute("UPDATE activity SET reconfirm_days = 7")
    await execute("UPDATE registration SET changed_at = $1", datetime.now(UTC) - timedelta(weeks=weeks_ago))
    return registration


async def test_people_are_asked_once_in_the_week_before() -> None:
    alice = await signed_up(timedelta(days=6))
    assert [await ask_who_still_comes(), await ask_who_still_comes()] == [1, 0]
    assert await facts() == ["registration_confirmed", "reconfirmation_asked"]
    assert await state_of(alice) == "confirmed"


async def test_people_are_not_asked_earlier() -> None:
    await signed_up(timedelta(days=8))
    assert await ask_who_still_comes() == 0


async def test_who_signed_up_in_that_week_is_not_asked() -> None:
    await signed_up(timedelta(days=6), weeks_ago=0)
    assert await ask_who_still_comes() == 0


async def test_nobody_is_asked_where_the_activity_does_not() -> None:
    await signed_up(timedelta(days=6))
    await execute("UPDATE activity SET reconfirm_days = NULL")
    assert await ask_who_still_comes() == 0


async def test_group_is_asked_before_its_first_meeting_only() -> None:
    edition = await an_edition(form=Form.COHORT)
    await a_session(edition=edition, starts_in=timedelta(days=5))
    await a_session(edition=edition, starts_in=timedelta(days=6))
    await register(edition=edition.id, applicant=ALICE)
    await execute("UPDATE activity SET reconfirm_days = 7")
    await execute("UPDATE registration SET changed_at = now() - interval '21 days'")
    assert await ask_who_still_comes() == 1


async def test_who_still_comes_is_known() -> None:
    alice = await signed_up(timedelta(days=6))
    await confirm_coming(alice)
    assert await fetch_value("SELECT reconfirmed_at IS NOT NULL FROM registration") is True


async def test_who_has_no_place_cannot_say_so() -> None:
    alice = await signed_up(timedelta(days=6))
    await cancel_registration(alice, by="attendee")
    with pytest.raises(NotComing):
        await confirm_coming(alice)
    with pytest.raises(UnknownRegistration):
        await confirm_coming(uuid4())
