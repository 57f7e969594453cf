from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from database.transaction import fetch_value
from events.attending import change_headcount, mark_attendance, set_headcount
from events.errors import UnknownRegistration, UnknownSession
from events.registering import Applicant, register
from events.vocabulary import Form, Presence
from tests.builders import a_session, an_edition

ALICE = Applicant(name="Alice", email="alice@reader.example")


async def test_mark_of_somebody_of_the_cohort_is_kept_and_can_be_changed(database: None) -> None:
    edition = await an_edition(form=Form.COHORT)
    session = await a_session(edition=edition)
    alice = await register(edition=edition.id, applicant=ALICE)
    await mark_attendance(session, {alice.id: Presence.ABSENT})
    await mark_attendance(session, {alice.id: Presence.PRESENT})
    assert await fetch_value("SELECT string_agg(presence, ' ') FROM attendance") == "present"


async def test_mark_that_was_made_earlier_does_not_replace_a_later_one(database: None) -> None:
    session, now = await a_session(), datetime.now(UTC)
    alice = await register(session=session, applicant=ALICE)
    await mark_attendance(session, {alice.id: Presence.PRESENT}, at=now - timedelta(minutes=1))
    await mark_attendance(session, {alice.id: Presence.ABSENT}, at=now - timedelta(minutes=2))
    assert await fetch_value("SELECT presence FROM attendance") == "present"
    await mark_attendance(session, {alice.id: Presence.ABSENT}, at=now + timedelta(days=1))
    await mark_attendance(session, {alice.id: Presence.PRESENT})
    assert await fetch_value("SELECT presence FROM attendance") == "present"


async def test_headcount_rises_and_falls_but_not_below_nobody(database: None) -> None:
    session = await a_session()
    assert [await change_headcount(session, by) for by in (1, 2, -1, -9)] == [1, 3, 2, 0]
    with pytest.raises(UnknownSession):
        await change_headcount(uuid4(), 1)


async def test_mark_of_somebody_of_another_session_is_refused(database: None) -> None:
    elsewhere = await register(session=await a_session(), applicant=ALICE)
    with pytest.raises(UnknownRegistration):
        await mark_attendance(await a_session(), {elsewhere.id: Presence.PRESENT})


async def test_headcount_is_kept(database: None) -> None:
    session = await a_session()
    await set_headcount(session, 12)
    assert await fetch_value("SELECT headcount FROM session WHERE id = $1", session) == 12


async def test_headcount_of_an_unknown_session_is_refused(database: None) -> None:
    with pytest.raises(UnknownSession):
        await set_headcount(uuid4(), 12)
