"""What the agenda, the page of an activity and the form promise is what signing up then does."""

import random
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from agenda.activity_reading import activity_by_slug, meetings_of_activity
from agenda.filters import read_filters
from agenda.search import sessions
from agenda.seating import seats
from agenda.signing_up import sign_up
from agenda.signup_offer import offer_of_edition, offer_of_session
from database.transaction import execute, fetch_value
from events.forms import target_of
from events.registering import Applicant, register
from events.tables import Edition
from events.vocabulary import Form, RegistrationTarget
from refusals import Refusal
from tests.builders import a_session, an_edition

pytestmark = pytest.mark.usefixtures("database")

FORMS = (Form.SINGLE, Form.DROP_IN, Form.COHORT, Form.GUIDED_TRACK)
WINDOWS = (timedelta(hours=-1), timedelta(hours=1))
ANSWERS = {"open": "confirmed", "waiting_list": "waiting", "full": "full", "closed": "closed"}
CLOSED = ("registration_closed", "registration_not_open")
ALICE = Applicant(name="Alice", email="alice@reader.example")


async def made_at_random(chance: random.Random) -> tuple[Edition, UUID]:
    """An edition of some form, with people in it and perhaps a large party at the head of its queue."""
    capacity = chance.choice([None, 1, 3])
    edition = await an_edition(form=chance.choice(FORMS), capacity=capacity, waiting_list=chance.random() < 0.7)
    starts = [timedelta(days=-7), timedelta(minutes=-30), timedelta(days=7)]
    made = [
        await a_session(edition=edition, capacity=capacity, starts_in=each) for each in starts if chance.random() < 0.6
    ] or [await a_session(edition=edition, capacity=capacity)]
    taken = chance.randint(0, capacity or 3)
    for table in ("session", "edition"):
        await execute(f"UPDATE {table} SET seats_taken = $1", taken)  # noqa: S608  of these two
    if chance.random() < 0.3:
        for table in ("session", "edition"):
            await execute(f"UPDATE {table} SET desk_seats = $1", chance.randint(1, 2))  # noqa: S608  of these two
    if chance.random() < 0.4:
        column = chance.choice(["registration_opens_at", "registration_closes_at"])
        await execute(f"UPDATE edition SET {column} = $1", datetime.now(UTC) + chance.choice(WINDOWS))  # noqa: S608
    if capacity and chance.random() < 0.4:
        await execute("INSERT INTO registration (session, name, party_size, state) VALUES ($1, 'Bo', 3, 'waiting')",
                      made[-1])  # fmt: skip
        await execute("INSERT INTO registration (edition, name, party_size, state) VALUES ($1, 'Bo', 3, 'waiting')",
                      edition.id)  # fmt: skip
    return edition, made[-1]


async def promised(edition: Edition, session: UUID, *, of_session: bool) -> set[str]:
    """What list, page and form say; one word when they agree."""
    now = datetime.now(UTC)
    activity = await activity_by_slug(await fetch_value("SELECT slug FROM activity WHERE id = $1", edition.activity))
    meetings = await meetings_of_activity(activity, now, session)
    said = {seats(row, now)[0] for row in await sessions(read_filters([])) if row.id == session}
    said |= {sign_up(activity, each, now).state for each in meetings if each.id == session}
    offer = await (offer_of_session(session) if of_session else offer_of_edition(edition.id))
    form = "closed" if offer.situation.value == "not_yet_open" else offer.situation.value
    return {*said, form} - {"ended"}


async def answered(edition: Edition, session: UUID, *, of_session: bool) -> str:
    try:
        target = {"session": session} if of_session else {"edition": edition.id}
        return (await register(applicant=ALICE, **target)).state.value
    except Refusal as refusal:
        return "closed" if refusal.code in CLOSED else refusal.code


@pytest.mark.parametrize("seed", range(24))
async def test_what_is_promised_is_what_signing_up_does(seed: int) -> None:
    edition, session = await made_at_random(random.Random(seed))  # noqa: S311  no secret
    form = Form(await fetch_value("SELECT form FROM activity"))
    of_session = target_of(form) is RegistrationTarget.SESSION

    words = await promised(edition, session, of_session=of_session)

    assert [ANSWERS[word] for word in words] == [await answered(edition, session, of_session=of_session)]


@pytest.mark.parametrize("seed", range(24))
async def test_who_asks_for_places_left_sees_what_has_them(seed: int) -> None:
    await made_at_random(random.Random(seed))  # noqa: S311  no secret

    shown = {row.id: seats(row, datetime.now(UTC))[0] for row in await sessions(read_filters([]))}
    left = {row.id for row in await sessions(read_filters([("open", "true")]))}

    assert left == {each for each, state in shown.items() if state == "open"}
