"""The libraries in Thunderbird (ical.js), and in Evolution and KOrganizer (libical), read the same as we meant."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from events.vocabulary import Form
from notifications.delivery import Delivery
from tests.clients.libical import Libical
from tests.clients.test_khal import changes_of_clock
from tests.notifications.mails import Post, calendar_of
from tests.notifications.test_life_cycles import (
    Story,
    cohort_with_a_holiday,
    even_cohort,
    held,
    local,
    next_change_of_clock,
    replanned_cohort,
    weekly,
)
from tests.notifications.worlds import make_world

pytestmark = pytest.mark.usefixtures("database")

SCRIPT = Path(__file__).with_name("expand.mjs")


async def expanded(node: Path, calendars: list[str]) -> list[tuple[datetime, datetime, str]]:
    """What ical.js shows of these, oldest first: start and end (aware UTC) and place, in order of time."""
    process = await asyncio.create_subprocess_exec(
        str(node), str(SCRIPT), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate(json.dumps(calendars).encode())
    assert process.returncode == 0
    rows = json.loads(said)
    return sorted((datetime.fromisoformat(start), datetime.fromisoformat(end), place) for _, start, end, place in rows)


async def test_feed_is_read_as_it_was_meant(node: Path, libical: Libical, server: str) -> None:
    world = await make_world()
    for day in changes_of_clock():
        for more in (-1, 0, 1):
            await world.session(local(day + timedelta(days=more)))
    coming = [row for row in await held() if row[0] > datetime.now(UTC)]
    async with httpx.AsyncClient(base_url=server) as client:
        feed = (await client.get(f"/agenda.ics?from={datetime.now(UTC).date() + timedelta(days=1)}")).content

    assert await expanded(node, [feed.decode()]) == coming
    assert libical.spans(feed) == [(start, end) for start, end, _ in coming]
    assert unknown(libical, feed) == []


def unknown(libical: Libical, calendar: bytes) -> list[str]:
    """Complaints, but for the one that everybody gets who links to an online course: it does not know RFC 9253."""
    return [line for line in libical.complaints(calendar) if "LINK" not in line]


@pytest.mark.parametrize("month", [3, 10], ids=["to summer time", "to winter time"])
async def test_even_course_over_a_change_of_the_clock_is_one_series(
    month: int, node: Path, libical: Libical, delivery: Delivery, post: Post
) -> None:
    story = Story(await make_world(form=Form.COHORT), delivery, post)
    await weekly(story.world, next_change_of_clock(month) - timedelta(days=11), 4)

    await story.sign_up()

    [text] = [each for mail in story.mails() if (each := calendar_of(mail))]
    assert "RRULE:" in text
    assert await expanded(node, [text]) == await held()
    assert libical.spans(text.encode()) == [(start, end) for start, end, _ in await held()]
    assert libical.complaints(text.encode()) == []


@pytest.mark.parametrize("happens", [even_cohort, replanned_cohort, cohort_with_a_holiday])
async def test_thread_of_invitations_ends_as_it_is(
    happens: Callable[[Story, date], Awaitable[None]],
    node: Path,
    libical: Libical,
    delivery: Delivery,
    post: Post,
) -> None:
    story = Story(await make_world(form=Form.COHORT), delivery, post)

    await happens(story, next_change_of_clock(3) - timedelta(days=4))

    texts = [text for mail in story.mails() if (text := calendar_of(mail))]
    assert await expanded(node, texts) == await held()
    assert [libical.complaints(text.encode()) for text in texts] == [[]] * len(texts)
