"""What happens in the demo world from the first start on, so that there is mail of every kind to look at.

For two people something changes after they signed up, and that is only news to who has read the invitation: the story
goes on in `continue_story` when the first mails are sent.
"""

import asyncio
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from database.transaction import execute, fetch, fetch_row, transaction
from events.vocabulary import RegistrationState
from leeragenda.demo.crowd import email_address
from leeragenda.demo.enrolling import Target, be_offered, enrol, give_back, move_session, sign_up
from leeragenda.demo.loading import load_world
from leeragenda.demo.model import PER_EDITION, ActivityShape, ToldShape, World
from leeragenda.demo.planning import TIMEZONE, local_day
from notifications.reminders import sweep
from notifications.windows import SEND_FROM, is_daytime

# Longer ago than any reminder that is due now would have been told.
_LONG_AGO = timedelta(days=10)
_CHANGES = frozenset({"sign_up_and_cancel", "sign_up_and_move"})

_EDITION = """
SELECT edition.id FROM edition JOIN activity ON activity.id = edition.activity
WHERE activity.key = $1 AND edition.capacity - edition.seats_taken >= $2 ORDER BY edition.first_day, edition.id LIMIT 1
"""
_SESSION = f"""
SELECT session.id, session.ends_at FROM session JOIN edition ON edition.id = session.edition
JOIN activity ON activity.id = edition.activity
WHERE activity.key = $1 AND session.state = 'scheduled' AND session.capacity - session.seats_taken >= $2
AND CASE WHEN $3::date IS NULL THEN session.starts_at > $4
    ELSE (session.starts_at AT TIME ZONE '{TIMEZONE}')::date = $3 END
ORDER BY session.starts_at LIMIT 1
"""  # noqa: S608  a name of our own
# Who has the invitation and has not had the change yet.
_READY = """
SELECT registration.id, registration.email, registration.session FROM registration
JOIN message ON message.registration = registration.id AND message.kind = 'confirmation' AND message.state = 'sent'
JOIN session ON session.id = registration.session AND NOT session.edited
WHERE registration.email = ANY($1::text[]) AND registration.state = 'confirmed'
FOR UPDATE OF registration SKIP LOCKED
"""
_AT_ONCE = "UPDATE message SET due_at = $1, created_at = $1 WHERE due_at > $1"
_WAITING_FOR_MAIL = """
SELECT FROM registration JOIN session ON session.id = registration.session
WHERE registration.email = ANY($1::text[]) AND registration.state = 'confirmed' AND (NOT session.edited OR NOT EXISTS (
    SELECT FROM message WHERE message.registration = registration.id AND message.kind = 'update'
    AND message.due_at <= now()))
LIMIT 1
"""
# Who looks at the demo does not wait until all changes of a while are gathered.
_TELL_NOW = """
UPDATE message SET due_at = now()
WHERE recipient = ANY($1::text[]) AND kind = 'update' AND state = 'pending' AND due_at > now() AND attempts = 0
"""


async def begin_story(world: World, now: datetime) -> None:
    """Signs everyone up that the files tell of, as if it is `now` (aware)."""
    for told in world.told:
        activity = next(each for each in world.activities if each.key == told.activity)
        await _begin(told, activity, now)
    await sweep(by_day(now))
    await execute(_AT_ONCE, now)


def by_day(now: datetime) -> datetime:
    """The first moment at which mails go that nobody waits for: who starts the demo at night sees them too."""
    local = now.astimezone(ZoneInfo(TIMEZONE))
    if is_daytime(local, TIMEZONE):
        return now
    morning = datetime.combine(local.date(), SEND_FROM, ZoneInfo(TIMEZONE))
    return morning if local < morning else morning + timedelta(days=1)


async def continue_story(tries: int = 120) -> None:
    """Lets happen what was waiting for the first mails, looking twice a second; a next call goes on after that."""
    for _ in range(tries):
        await take_next_steps()
        if not await _is_waiting():
            return
        await asyncio.sleep(0.5)


async def take_next_steps() -> int:
    """Changes what can be changed now that the invitation is out, each once; returns how much that was."""
    stories = _stories()
    async with transaction():
        await execute(_TELL_NOW, list(stories))
        ready = await fetch(_READY, list(stories))
        for row in ready:
            told = stories[row["email"]]
            if told.what == "sign_up_and_move":
                await move_session(row["session"], timedelta(minutes=told.minutes))
            else:
                await give_back(row["id"])
        return len(ready)


async def _begin(told: ToldShape, activity: ActivityShape, now: datetime) -> None:
    target = await _target(told, activity, now)
    if target is None:
        return
    match told.what:
        case "was_there":
            await enrol(target, name=told.name, party=told.party, state=RegistrationState.ATTENDED, at=now - _LONG_AGO)
        case "signed_up_before":
            await enrol(target, name=told.name, party=told.party, state=RegistrationState.CONFIRMED, at=now - _LONG_AGO)
        case "is_offered":
            await be_offered(target, name=told.name, party=told.party, at=now - _LONG_AGO)
        case _:
            await sign_up(target, name=told.name, party=told.party)


async def _target(told: ToldShape, activity: ActivityShape, now: datetime) -> Target | None:
    """What there is to sign up for; in some weeks there is nothing."""
    if activity.form in PER_EDITION:
        row = await fetch_row(_EDITION, activity.key, told.party)
        return Target(edition=row["id"]) if row else None
    day = None if told.in_days is None else local_day(now) + timedelta(days=told.in_days)
    row = await fetch_row(_SESSION, activity.key, told.party, day, now)
    return Target(session=row["id"]) if row else None


async def _is_waiting() -> bool:
    return bool(await fetch(_WAITING_FOR_MAIL, list(_stories())))


def _stories() -> dict[str, ToldShape]:
    return {email_address(told.name): told for told in load_world().told if told.what in _CHANGES}
