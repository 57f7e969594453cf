"""Mails offer what pages offer: the nearest link, and only what the library has a licence for."""

import pytest

from content_links.vocabulary import Phase
from database.transaction import execute, fetch_value
from notifications.reading import read_signups
from tests.content_links.examples import link, make_package
from tests.content_links.licensing.examples import DAY, TODAY, make_licence
from tests.notifications.worlds import World, local, make_world

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def world(database: None) -> World:
    world = await make_world()
    await make_package("foto", title="Foto's maken")
    return world


async def told(world: World) -> list[tuple[str, bool, str]]:
    """Title, whether it is for one meeting, and what it stands in the place of."""
    registration = await fetch_value("SELECT id FROM registration")
    if registration is None:
        session = await fetch_value("SELECT id FROM session ORDER BY starts_at LIMIT 1")
        registration = await world.person(session=session)
    signup = (await read_signups([registration]))[registration]
    return [(each.title, each.session is not None, each.instead_of) for each in signup.contents]


async def test_mail_has_what_belongs_to_the_activity_and_to_this_meeting(world: World) -> None:
    session = await world.session(local(3, 12))
    other = await world.session(local(4, 12))
    await make_package("video", title="Video's kijken")
    await make_package("chat", title="Berichten")
    await link("foto", Phase.PREPARE, activity="telefoon")
    await link("video", Phase.FOLLOW_UP, session=session)
    await link("chat", Phase.FOLLOW_UP, session=other)

    assert await told(world) == [("Foto's maken", False, ""), ("Video's kijken", True, "")]


async def test_mail_leaves_out_what_is_taken_away_or_ended_and_proposes_another(world: World) -> None:
    session = await world.session(local(3, 12))
    await link("foto", Phase.PREPARE, activity="telefoon")
    await make_licence("foto", "bibliotheek", ends_on=TODAY - DAY)
    ended = await told(world)
    await make_package("video", title="Video's kijken")
    proposed = await told(world)
    await execute("DELETE FROM licence")
    await link("foto", Phase.PREPARE, session=session, hidden=True)

    assert (ended, proposed, await told(world)) == ([], [("Video's kijken", False, "Foto's maken")], [])
