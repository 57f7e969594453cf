"""The mail that the demo world starts with: a few, of every kind."""

from collections import Counter
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from database.transaction import execute, fetch, fetch_row, fetch_value
from events.offering import move_waiting_lists
from leeragenda.demo.crowd import email_address
from leeragenda.demo.telling import by_day, continue_story, take_next_steps
from notifications.composing import HANDLERS
from notifications.delivery import Delivery
from notifications.reminders import sweep
from outbox.relay import relay
from tests.leeragenda.demo_world import have_demo_world
from tests.notifications.conftest import delivery, mail_settings, mailserver, post
from tests.notifications.mails import Post, text_of

__all__ = ["delivery", "mail_settings", "mailserver", "post"]
pytestmark = pytest.mark.usefixtures("database")

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
WOULD_COME = """
SELECT count(*) FROM registration JOIN session ON session.id = registration.session
WHERE session.state = 'cancelled' AND registration.state = 'confirmed' AND registration.email IS NOT NULL
"""
JOKE = email_address("Joke Verweij")
# What is still to come today is not counted, and Monday is too near the mail of that day.
IS_FULL_WEEK = """
SELECT count(DISTINCT edition.activity) > 1 AND max(held.day) > ($2::timestamptz AT TIME ZONE 'Europe/Amsterdam')::date
FROM registration JOIN session ON session.id = registration.session OR session.edition = registration.edition
JOIN edition ON edition.id = session.edition
CROSS JOIN LATERAL (SELECT (session.starts_at AT TIME ZONE 'Europe/Amsterdam')::date AS day) AS held
CROSS JOIN LATERAL (SELECT date_trunc('week', $2::timestamptz AT TIME ZONE 'Europe/Amsterdam')::date AS monday) AS week
WHERE registration.email = $1 AND session.state = 'scheduled' AND held.day BETWEEN monday + 1 AND monday + 6
"""
TOLD = {"confirmation": 4, "offer": 1}
PLANNED = {"reminder": 1, "prepare": 1, "follow_up": 1}
SENT = "UPDATE message SET state = 'sent' WHERE kind = 'confirmation' AND state = 'pending'"
CAME_BACK = "SELECT kind, last_error FROM message WHERE state = 'failed' ORDER BY last_error"


async def test_seeding_mails_only_the_people_that_the_story_is_about() -> None:
    now = datetime.now(AMSTERDAM)
    await have_demo_world(now)

    await move_waiting_lists()
    await relay(HANDLERS)
    await sweep(datetime.combine(now.date(), time(11), AMSTERDAM))

    assert await _messages() == TOLD | PLANNED | {"session_cancelled": await _people_who_would_come()}


async def test_two_mails_of_the_crowd_came_back() -> None:
    await have_demo_world(datetime.now(UTC))

    assert [tuple(row) for row in await fetch(CAME_BACK)] == [
        ("confirmation", "message refused: 554 5.7.1"),
        ("confirmation", "recipient refused: 550 5.1.1"),
    ]


async def test_who_has_two_activities_this_week_gets_one_mail_about_it() -> None:
    now = datetime.now(AMSTERDAM)
    await have_demo_world(now)

    kinds = {row["kind"] for row in await fetch("SELECT kind FROM message WHERE recipient = $1", JOKE)}

    assert ("digest" in kinds) == await fetch_value(IS_FULL_WEEK, JOKE, by_day(now))


async def test_story_waits_until_the_invitations_are_sent() -> None:
    await have_demo_world(datetime.now(UTC))
    await relay(HANDLERS)

    assert await take_next_steps() == 0


async def test_story_goes_on_once_when_the_invitations_are_sent() -> None:
    await have_demo_world(datetime.now(UTC))
    await relay(HANDLERS)
    await execute(SENT)

    await continue_story(tries=1)
    await relay(HANDLERS)

    assert await take_next_steps() == 0
    later = {"update": 1, "cancellation": 1}
    assert await _messages() == TOLD | PLANNED | later | {"session_cancelled": await _people_who_would_come()}


async def test_who_would_come_to_the_cancelled_session_is_told_why(delivery: Delivery, post: Post) -> None:
    await have_demo_world(datetime.now(UTC))
    await relay(HANDLERS)
    await execute("DELETE FROM message WHERE kind <> 'session_cancelled'")
    people = await _people_who_would_come()

    await delivery.deliver()

    assert people > 0
    assert ["De fotograaf is ziek." in text_of(mail) for mail in post.mails()] == [True] * people


async def test_place_that_is_given_back_is_free_again() -> None:
    await have_demo_world(datetime.now(UTC))
    taken_before = await fetch_value("SELECT sum(seats_taken) FROM session")
    await relay(HANDLERS)
    await execute(SENT)

    await take_next_steps()

    assert await fetch_value("SELECT sum(seats_taken) FROM session") == taken_before - 1
    row = await fetch_row("SELECT state, invitation_offset FROM registration WHERE name = 'Mo Achahbar'")
    assert row is not None
    assert tuple(row) == ("cancelled", 1)


async def _messages() -> dict[str, int]:
    """Without what came back, and those to Joke, which differ with the day of the week."""
    sql = "SELECT kind FROM message WHERE recipient <> $1 AND state <> 'failed'"
    return Counter(row["kind"] for row in await fetch(sql, JOKE))


async def _people_who_would_come() -> int:
    """How many signed up for what is cancelled differs with the day on which the world begins."""
    return int(await fetch_value(WOULD_COME))
