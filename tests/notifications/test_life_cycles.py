"""Whatever happens to a place, a calendar that reads the mails in order shows what is: no more, no less, on time."""

import io
import os
import random
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from uuid import UUID

import pytest
import vobject
from ical.calendar_stream import IcsCalendarStream

from database.transaction import execute, fetch, fetch_value
from events.facts import (
    RegistrationCancelled,
    RegistrationConfirmed,
    SessionCancelled,
    SessionMoved,
    SessionReinstated,
)
from events.single_sessions import add_session
from events.vocabulary import Form, RegistrationState
from notifications.delivery import Delivery
from outbox.recording import RecordedFact
from tests.notifications.client import CalendarClient
from tests.notifications.mails import Post, calendar_of
from tests.notifications.test_delivery_of_facts import tell
from tests.notifications.worlds import AMSTERDAM, World, make_world

pytestmark = pytest.mark.usefixtures("database")

_READ = """
SELECT starts_at, ends_at, location, room, sequence FROM session WHERE id = $1
"""
_HELD = """
SELECT session.starts_at, session.ends_at, location.name || coalesce(', ' || room.name, '') AS place
FROM session JOIN location ON location.id = session.location LEFT JOIN room ON room.id = session.room
WHERE session.state = 'scheduled' AND session.starts_at > now() ORDER BY session.starts_at
"""


class Story:
    """Things happen one after another, each some time after the one before, and Alice hears of them."""

    def __init__(self, world: World, delivery: Delivery, post: Post) -> None:
        self.world = world
        self._delivery = delivery
        self._post = post
        self._alice: UUID | None = None
        self._steps = 0
        self._versions: dict[UUID, str] = {}

    async def sign_up(self, session: UUID | None = None) -> None:
        offset = await fetch_value("SELECT coalesce(max(invitation_offset) + 1, 0) FROM registration")
        self._alice = await self.world.person(session=session, offset=offset, days_ago=0)
        await self._tell(RegistrationConfirmed(registration=self._alice))

    async def wait_and_be_promoted(self, session: UUID) -> None:
        self._alice = await self.world.person(session=session, state=RegistrationState.WAITING)
        await execute("UPDATE registration SET state = 'confirmed', changed_at = now() WHERE id = $1", self._alice)
        await self._tell(RegistrationConfirmed(registration=self._alice, promoted=True))

    async def give_back(self) -> None:
        await execute(
            "UPDATE registration SET state = 'cancelled', invitation_offset = invitation_offset + 1, changed_at = now()"
            " WHERE id = $1",
            self._alice,
        )
        await self._tell(RegistrationCancelled(registration=self._the_alice, by="attendee", had_place=True))

    async def move(self, *sessions: UUID, by: timedelta, room: int | None = None) -> None:
        facts = [await self._moved(each, by, room) for each in sessions]
        await self._tell(*facts)

    async def move_and_cancel(self, *sessions: UUID, by: timedelta) -> None:
        """All within the time in which changes are gathered; the first is called off."""
        facts = [await self._moved(each, by, None) for each in sessions]
        await self._tell(*facts, await self._cancelled(sessions[0]))

    async def add(self, starts_at: datetime) -> UUID:
        ends_at = starts_at + timedelta(hours=2)
        session = await add_session(edition=self.world.edition.id, starts_at=starts_at, ends_at=ends_at)
        await self._tell()
        return session

    async def cancel(self, session: UUID) -> None:
        await self._tell(await self._cancelled(session))

    async def _cancelled(self, session: UUID) -> SessionCancelled:
        sequence = await fetch_value("UPDATE session SET state = 'cancelled' WHERE id = $1 RETURNING sequence", session)
        return SessionCancelled(session=session, sequence=sequence, reason="ziek")

    async def reinstate(self, session: UUID) -> None:
        sequence = await fetch_value("UPDATE session SET state = 'scheduled' WHERE id = $1 RETURNING sequence", session)
        await self._tell(SessionReinstated(session=session, sequence=sequence))

    async def rename_branch(self, name: str) -> None:
        await execute("UPDATE location SET name = $1", name)

    @property
    def _the_alice(self) -> UUID:
        assert self._alice is not None
        return self._alice

    async def _moved(self, session: UUID, by: timedelta, room: int | None) -> SessionMoved:
        [was] = await fetch(_READ, session)
        local = [each.astimezone(AMSTERDAM) + by for each in (was["starts_at"], was["ends_at"])]
        sequence = await fetch_value(
            "UPDATE session SET starts_at = $2, ends_at = $3, room = $4 WHERE id = $1 RETURNING sequence",
            session,
            *local,
            room or was["room"],
        )
        former = {f"former_{name}": was[name] for name in ("starts_at", "ends_at", "location", "room")}
        return SessionMoved(session=session, sequence=sequence, **former)

    async def _tell(self, *facts: RecordedFact) -> None:
        await self._let_time_pass()
        await tell(self._delivery, *facts)

    async def _let_time_pass(self) -> None:
        """What changed since the last time changed some minutes after it: DTSTAMP has whole seconds."""
        self._steps += 1
        at = datetime.now(UTC) + timedelta(minutes=self._steps)
        await execute("ALTER TABLE session DISABLE TRIGGER USER")
        for table, column, version in (("session", "modified_at", "sequence"), ("registration", "changed_at", "state")):
            for row in await fetch(f"SELECT id, {version}::text AS version FROM {table}"):  # noqa: S608
                if self._versions.get(row["id"]) != row["version"]:
                    self._versions[row["id"]] = row["version"]
                    await execute(f"UPDATE {table} SET {column} = $2 WHERE id = $1", row["id"], at)  # noqa: S608
        await execute("ALTER TABLE session ENABLE TRIGGER USER")

    def mails(self) -> list[EmailMessage]:
        return self._post.mails()


async def held() -> list[tuple[datetime, datetime, str]]:
    rows = await fetch(_HELD)
    address = "Hoogstraat 1, 3011 PV Waterstad"
    return [(row["starts_at"], row["ends_at"], f"{row['place']}, {address}") for row in rows]


def next_change_of_clock(month: int) -> date:
    """The next last Sunday of March (3) or October (10), at least a month away."""
    day = datetime.now(UTC).date() + timedelta(days=31)
    while not (day.month == month and day.weekday() == 6 and (day + timedelta(days=7)).month != month):
        day += timedelta(days=1)
    return day


def local(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), AMSTERDAM).astimezone(UTC)


async def weekly(world: World, first: date, weeks: int, *, skipping: int | None = None) -> list[UUID]:
    return [await world.session(local(first + timedelta(weeks=week))) for week in range(weeks) if week != skipping]


@pytest.fixture(params=[3, 10], ids=["to summer time", "to winter time"])
def first_day(request: pytest.FixtureRequest) -> date:
    """So that the second meeting of a weekly course comes after the clock has changed."""
    return next_change_of_clock(request.param) - timedelta(days=4)


async def alone(story: Story, first: date) -> None:
    session = await story.world.session(local(first))
    await story.sign_up(session)
    await story.move(session, by=timedelta(days=7))
    await story.move(session, by=timedelta(hours=3), room=story.world.room.id)
    await story.rename_branch("Bibliotheek Zuid")
    await story.move(session, by=timedelta(hours=1))
    await story.cancel(session)
    await story.reinstate(session)
    await story.give_back()
    await story.sign_up(session)
    await story.move(session, by=timedelta(days=-1))


async def promoted(story: Story, first: date) -> None:
    session = await story.world.session(local(first))
    await story.wait_and_be_promoted(session)
    await story.move(session, by=timedelta(days=7))
    await story.give_back()
    await story.sign_up(session)


async def even_cohort(story: Story, first: date) -> None:
    sessions = await weekly(story.world, first, 5)
    await story.sign_up()
    await story.move(sessions[1], by=timedelta(days=1))
    await story.move(sessions[1], by=timedelta(hours=2))
    await story.cancel(sessions[3])
    await story.reinstate(sessions[3])
    await story.cancel(sessions[2])


async def replanned_cohort(story: Story, first: date) -> None:
    sessions = await weekly(story.world, first, 5)
    await story.sign_up()
    await story.move(sessions[1], by=timedelta(days=1))
    await story.move(*sessions, by=timedelta(hours=3), room=story.world.room.id)
    await story.move(sessions[1], by=timedelta(days=-1))
    await story.move(*sessions, by=timedelta(days=2))
    await story.cancel(sessions[4])
    await story.move(sessions[0], by=timedelta(days=1))


async def cohort_signed_up_again(story: Story, first: date) -> None:
    sessions = await weekly(story.world, first, 4)
    await story.sign_up()
    await story.move(sessions[2], by=timedelta(days=1))
    await story.give_back()
    await story.move(sessions[2], by=timedelta(days=-1))
    await story.sign_up()
    await story.move(sessions[0], by=timedelta(hours=1))


async def cohort_with_a_holiday(story: Story, first: date) -> None:
    sessions = await weekly(story.world, first, 5, skipping=2)
    await story.sign_up()
    await story.move(*sessions, by=timedelta(hours=2))
    await story.move(sessions[0], by=timedelta(days=1))
    await story.cancel(sessions[3])
    await story.reinstate(sessions[3])
    await story.rename_branch("Bibliotheek Zuid")
    await story.move(*sessions, by=timedelta(hours=1))


STORIES = [alone, promoted, even_cohort, replanned_cohort, cohort_signed_up_again, cohort_with_a_holiday]
COHORTS = (even_cohort, replanned_cohort, cohort_signed_up_again, cohort_with_a_holiday)


@pytest.mark.parametrize("happens", STORIES)
async def test_calendar_shows_what_is(
    happens: Callable[[Story, date], Awaitable[None]], first_day: date, delivery: Delivery, post: Post
) -> None:
    world = await make_world(form=Form.COHORT if happens in COHORTS else Form.SINGLE)
    story, client = Story(world, delivery, post), CalendarClient()

    await happens(story, first_day)

    client.read(story.mails())
    assert client.refused == []
    assert client.shown() == await held()


async def test_calendar_of_who_left_shows_nothing(first_day: date, delivery: Delivery, post: Post) -> None:
    story, client = Story(await make_world(form=Form.GUIDED_TRACK), delivery, post), CalendarClient()
    sessions = await weekly(story.world, first_day, 4)
    await story.sign_up()
    await story.move(sessions[2], by=timedelta(days=1))
    await story.move(sessions[0], by=timedelta(days=1))

    await story.give_back()

    client.read(story.mails())
    assert (client.refused, client.shown()) == ([], [])


async def test_other_parsers_read_the_invitations_alike(first_day: date, delivery: Delivery, post: Post) -> None:
    story = Story(await make_world(form=Form.COHORT), delivery, post)

    await replanned_cohort(story, first_day)

    for mail in story.mails():
        text = calendar_of(mail)
        assert text is not None
        strict = IcsCalendarStream.calendar_from_ics(text).events[0]
        lenient = vobject.readOne(io.StringIO(text)).vevent
        assert (strict.uid, strict.start, strict.end) == (
            lenient.uid.value,
            lenient.dtstart.value,
            lenient.dtend.value,
        )
        assert strict.sequence == int(lenient.sequence.value)


@pytest.mark.parametrize("form", [Form.COHORT, Form.SINGLE])
@pytest.mark.parametrize("seed", range(int(os.environ.get("LIFE_CYCLES", "1"))))
async def test_calendar_shows_what_is_whatever_happens(seed: int, form: Form, delivery: Delivery, post: Post) -> None:
    chance = random.Random(seed)  # noqa: S311
    story, client = Story(await make_world(form=form), delivery, post), CalendarClient()
    weeks = chance.choice([2, 4]) if form is Form.COHORT else 1
    sessions = await weekly(story.world, datetime.now(UTC).date() + timedelta(days=40), weeks)
    await story.sign_up(None if form is Form.COHORT else sessions[0])

    for _ in range(7):
        await happen(story, sessions, form, chance)
        client = CalendarClient()
        client.read(story.mails())
        assert (client.refused, client.shown()) == ([], await held())


async def happen(story: Story, sessions: list[UUID], form: Form, chance: random.Random) -> None:
    """One thing, or a few that are gathered."""
    on = [row["id"] for row in await fetch("SELECT id FROM session WHERE state = 'scheduled' ORDER BY starts_at")]
    off = [each for each in sessions if each not in on]
    some = chance.sample(on, chance.randint(1, len(on))) if on else []
    by = timedelta(days=chance.choice([-2, -1, 1, 2]), hours=chance.choice([0, 0, 3]))
    match chance.choice(
        ["move one", "move some", "move all", "move twice", "move and cancel", "cancel", "reinstate", "again", "add"]
    ):
        case "move one" if on:
            await story.move(some[0], by=by)
        case "move some" if on:
            await story.move(*some, by=by)
        case "move all" if on:
            await story.move(*on, by=by)
        case "move twice" if on:
            await story.move(*on, *some, by=by)
        case "move and cancel" if on:
            await story.move_and_cancel(*on, by=by)
        case "add" if form is Form.COHORT:
            sessions.append(await story.add(local(datetime.now(UTC).date() + timedelta(days=90 + len(sessions)))))
        case "cancel" if on:
            await story.cancel(some[0])
        case "reinstate" if off:
            await story.reinstate(off[0])
        case "again" if on:
            await story.give_back()
            await story.sign_up(None if form is Form.COHORT else sessions[0])
