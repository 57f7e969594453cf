"""Mails to look at offer what the mails themselves will: the nearest link, and only what the library may offer."""

from datetime import UTC, datetime

import pytest

from content_links.vocabulary import Phase
from database.transaction import execute
from notifications.samples import Sample, sample_of_activity, sample_of_template
from tests.content_links.examples import link, make_package
from tests.content_links.licensing.examples import DAY, TODAY, make_licence
from tests.events.templates.examples import make_template
from tests.notifications.worlds import World, local, make_world

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def world(database: None) -> World:
    world = await make_world()
    await make_package("foto", title="Foto's maken")
    return world


def told(sample: Sample) -> list[tuple[str, bool, str]]:
    """Title, whether it is for one meeting, and what it stands in the place of."""
    return [(each.title, each.session is not None, each.instead_of) for each in sample.signup.contents]


async def of_activity() -> list[tuple[str, bool, str]]:
    return told(await sample_of_activity("telefoon", "nl", datetime.now(UTC)))


async def test_sample_has_what_belongs_to_its_own_lesson_alone(world: World) -> None:
    await world.session(local(3, 12))
    await link("foto", Phase.PREPARE, activity="telefoon", lesson=2)
    of_another = await of_activity()
    await execute("UPDATE content_link SET lesson = 1")

    assert (of_another, await of_activity()) == ([], [("Foto's maken", True, "")])


async def test_sample_leaves_out_what_is_taken_away_from_its_meeting(world: World) -> None:
    session = await world.session(local(3, 12))
    await link("foto", Phase.PREPARE, activity="telefoon")
    before = await of_activity()
    await link("foto", Phase.PREPARE, session=session, hidden=True)

    assert (before, await of_activity()) == ([("Foto's maken", False, "")], [])


@pytest.mark.parametrize("days", [None, 3])
async def test_sample_proposes_another_for_what_has_no_licence(world: World, days: int | None) -> None:
    if days is not None:
        await world.session(local(days, 12))
    await link("foto", Phase.PREPARE, activity="telefoon")
    await make_licence("foto", "bibliotheek", ends_on=TODAY - DAY)
    ended = await of_activity()
    await make_package("video", title="Video's kijken")

    assert (ended, await of_activity()) == ([], [("Video's kijken", False, "Foto's maken")])


async def test_sample_of_a_template_has_what_hangs_on_it_whoever_has_a_licence(world: World) -> None:
    await execute("UPDATE organisation SET kind = 'national'")
    await make_template("bouwsteen", "bibliotheek")
    await make_package("video", title="Video's kijken")
    await link("foto", Phase.PREPARE, template="bouwsteen")
    await link("video", Phase.PREPARE, template="bouwsteen", hidden=True)
    await make_licence("foto", "bibliotheek", ends_on=TODAY - DAY)

    assert told(await sample_of_template("bouwsteen", "nl", datetime.now(UTC))) == [("Foto's maken", False, "")]
