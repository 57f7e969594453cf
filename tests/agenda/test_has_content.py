"""Whether the agenda says "+ online" of a session: at once after a change, kept with its event or not."""

from uuid import UUID

import pytest

from agenda.filters import read_filters
from agenda.rendering_ahead import Ahead
from agenda.search import sessions
from content_links.linking import unlink_package
from content_links.vocabulary import Phase
from database.transaction import execute, fetch_value
from tests.builders import a_session
from tests.content_links.examples import link, make_package

pytestmark = pytest.mark.usefixtures("database")


async def shown() -> dict[UUID, bool]:
    return {row.id: row.has_content for row in await sessions(read_filters([]), limit=50)}


async def test_change_of_content_is_shown_before_and_after_it_is_kept() -> None:
    with_content, without = await a_session(), await a_session()
    await make_package("bellen")
    link_id = await link("bellen", Phase.PREPARE, session=with_content)
    expected = {with_content: True, without: False}
    assert await shown() == expected
    await Ahead().render()
    assert await fetch_value("SELECT count(has_content) FROM rendered_event") == 2
    assert await shown() == expected
    await unlink_package(link_id=link_id)
    assert await shown() == {with_content: False, without: False}


async def test_what_is_kept_is_believed_while_the_session_stays_as_it_is() -> None:
    session = await a_session()
    await Ahead().render()
    await execute("UPDATE rendered_event SET has_content = true")
    assert await shown() == {session: True}
    await execute("UPDATE session SET note = 'Neem je bril mee'")
    assert await shown() == {session: False}
