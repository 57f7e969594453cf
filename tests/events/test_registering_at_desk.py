from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from database.transaction import execute, fetch_row
from events.errors import Full, RegistrationClosed, RegistrationNotOpen, WrongTarget
from events.registering import Applicant, StaffApplicant, register
from events.vocabulary import Form, RegistrationPolicy, RegistrationState
from tests.builders import a_session, an_edition

pytestmark = pytest.mark.usefixtures("database")

STAFF = 7
CALLER = StaffApplicant(name="Bep")


def person(name: str, party_size: int = 1) -> Applicant:
    return Applicant(name=name, email=f"{name}@reader.example", party_size=party_size)


async def at_desk(session: UUID, party_size: int = 1) -> RegistrationState:
    applicant = CALLER.model_copy(update={"party_size": party_size})
    return (await register(session=session, applicant=applicant, by_staff=STAFF)).state


async def online(session: UUID, name: str) -> RegistrationState:
    return (await register(session=session, applicant=person(name))).state


async def test_seats_of_the_desk_are_not_given_away_online() -> None:
    session = await a_session(capacity=3)
    await execute("UPDATE session SET desk_seats = 2")
    assert await online(session, "alice") is RegistrationState.CONFIRMED
    assert await online(session, "bob") is RegistrationState.WAITING
    assert [await at_desk(session), await at_desk(session)] == [RegistrationState.CONFIRMED] * 2
    assert await at_desk(session) is RegistrationState.WAITING
    assert dict(await fetch_row("SELECT seats_taken, desk_seats FROM session") or {}) == {
        "seats_taken": 3,
        "desk_seats": 0,
    }


async def test_desk_does_not_pass_who_waits_with_other_seats_than_its_own() -> None:
    session = await a_session(capacity=3)
    await execute("UPDATE session SET desk_seats = 1")
    await register(session=session, applicant=person("alice"))
    await register(session=session, applicant=person("bob", 2))
    assert await at_desk(session, 2) is RegistrationState.WAITING
    assert await at_desk(session) is RegistrationState.CONFIRMED


async def test_desk_never_goes_over_capacity() -> None:
    session = await a_session(edition=await an_edition(waiting_list=False), capacity=1)
    await at_desk(session)
    with pytest.raises(Full):
        await at_desk(session)


async def test_who_signs_up_at_the_desk_is_known_by_the_account() -> None:
    session = await a_session(capacity=1)
    await at_desk(session)
    assert dict(await fetch_row("SELECT account, email, phone FROM registration") or {}) == {
        "account": STAFF,
        "email": None,
        "phone": None,
    }
    step = await fetch_row("SELECT reason, by, account FROM registration_step")
    assert dict(step or {}) == {"reason": "signed_up_at_desk", "by": "staff", "account": STAFF}


@pytest.mark.parametrize("policy", [RegistrationPolicy.DESK, RegistrationPolicy.PHONE, RegistrationPolicy.EXTERNAL])
async def test_desk_signs_up_where_people_cannot_do_so_online(policy: RegistrationPolicy) -> None:
    session = await a_session(edition=await an_edition(policy=policy), capacity=1)
    assert await at_desk(session) is RegistrationState.CONFIRMED


async def test_desk_signs_up_for_an_open_group_as_a_whole() -> None:
    edition = await an_edition(form=Form.OPEN_GROUP, capacity=8)
    session = await a_session(edition=edition)
    assert (await register(edition=edition.id, applicant=CALLER, by_staff=STAFF)).state is RegistrationState.CONFIRMED
    with pytest.raises(WrongTarget):
        await register(session=session, applicant=CALLER, by_staff=STAFF)
    with pytest.raises(WrongTarget):
        await register(edition=edition.id, applicant=person("alice"))


@pytest.mark.parametrize("form", [Form.WALK_IN, Form.SELF_PACED])
async def test_nobody_is_signed_up_where_heads_or_progress_are_counted(form: Form) -> None:
    session = await a_session(edition=await an_edition(form=form))
    with pytest.raises(WrongTarget):
        await register(session=session, applicant=CALLER, by_staff=STAFF)


async def test_registration_opens_and_closes_for_people_but_not_for_the_desk() -> None:
    session = await a_session(capacity=5)
    now = datetime.now(UTC)
    await execute("UPDATE edition SET registration_opens_at = $1", now + timedelta(hours=1))
    with pytest.raises(RegistrationNotOpen):
        await online(session, "alice")
    await execute(
        "UPDATE edition SET registration_opens_at = $1, registration_closes_at = $2",
        now - timedelta(days=2),
        now - timedelta(days=1),
    )
    with pytest.raises(RegistrationClosed):
        await online(session, "alice")
    assert await at_desk(session) is RegistrationState.CONFIRMED
