"""What people said of a session, as staff reads it beside the session."""

import re
from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from events.feedback import FeedbackValues, Score, give_feedback
from identity.roles import Role
from tests.notifications.worlds import local, make_world
from tests.planner.staff_browser import open_browser, sign_in_as

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def browser() -> AsyncIterator[AsyncClient]:
    async with open_browser() as client:
        yield client


async def test_session_shows_counts_and_remarks_without_names(browser: AsyncClient) -> None:
    world = await make_world()
    session = await world.session(local(-1))
    await sign_in_as(browser, "bea@library.example", Role.PROGRAMMER, "bibliotheek")
    before = (await browser.get(f"/planner/sessions/{session}")).text
    for name, score, remark in (
        ("alice", Score.GOOD, "Fijne <b>les</b>"),
        ("bob", Score.GOOD, ""),
        ("carol", Score.POOR, ""),
    ):
        person = await world.person(session=session, name=f"{name.title()} Jansen", email=f"{name}@reader.example")
        await give_feedback(registration=person, session=session, values=FeedbackValues(score=score, remark=remark))

    page = (await browser.get(f"/planner/sessions/{session}")).text

    assert "Hoe was het?" not in before
    shown = page[page.index('id="opinions-title"') :].partition("</section>")[0]
    counts = re.findall(r"<dt>([^<]+)</dt><dd>(\d+)</dd>", shown)
    assert counts == [("Goed", "2"), ("Gaat wel", "0"), ("Niet zo goed", "1")]
    assert "Fijne &lt;b&gt;les&lt;/b&gt;" in shown
    assert "Jansen" not in shown
