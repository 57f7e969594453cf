"""A session that was cancelled and is held after all."""

from uuid import UUID

import pytest

from database.transaction import execute, fetch, fetch_value
from events.facts import SessionCancelled, SessionReinstated
from notifications.composing import HANDLERS
from notifications.delivery import Delivery
from outbox.recording import RecordedFact, record
from outbox.relay import relay
from tests.notifications.mails import Post, calendar_of, text_of
from tests.notifications.worlds import local, make_world

pytestmark = pytest.mark.usefixtures("database")


async def to(state: str, session: UUID) -> int:
    await execute("UPDATE session SET state = $2 WHERE id = $1", session, state)
    sequence: int = await fetch_value("SELECT sequence FROM session WHERE id = $1", session)
    return sequence


async def compose(fact: RecordedFact) -> None:
    await record(fact)
    await relay(HANDLERS)


async def test_who_was_told_that_it_is_off_is_told_that_it_is_on(delivery: Delivery, post: Post) -> None:
    world = await make_world()
    session = await world.session(local(14))
    await world.person(session=session)
    await world.person(session=session, name="Bob", email="bob@reader.example", locale="en")
    await compose(SessionCancelled(session=session, sequence=await to("cancelled", session), reason=""))
    await delivery.deliver()

    await compose(SessionReinstated(session=session, sequence=await to("scheduled", session)))
    await delivery.deliver()

    [alice, bob] = sorted(post.mails()[2:], key=lambda mail: str(mail["to"]))
    assert str(alice["subject"]).startswith("Gaat toch door: Omgaan met je telefoon, ")
    assert str(bob["subject"]).startswith("On after all: Omgaan met je telefoon, ")
    assert "Je houdt je plek." in text_of(alice)
    calendar = calendar_of(alice).splitlines()
    assert {"METHOD:REQUEST", f"UID:{session}", "SEQUENCE:2", "STATUS:CONFIRMED"} <= set(calendar)


async def test_who_had_not_heard_that_it_was_off_hears_nothing(delivery: Delivery, post: Post) -> None:
    world = await make_world()
    session = await world.session(local(14))
    await world.person(session=session)
    await compose(SessionCancelled(session=session, sequence=await to("cancelled", session), reason=""))
    await compose(SessionReinstated(session=session, sequence=await to("scheduled", session)))

    await delivery.deliver()
    await delivery.deliver()

    assert post.mails() == []
    ended = await fetch("SELECT last_error FROM message ORDER BY created_at")
    assert [row["last_error"] for row in ended] == ["the session goes on", "the reader knows already"]
