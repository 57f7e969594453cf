"""A calendar shows the e-content of a session, so a change of it is a new revision of that session."""

from uuid import UUID

import pytest

from content_links.linking import unlink_package
from database.transaction import execute, fetch_value
from tests.content_links.examples import (
    link,
    make_activity,
    make_location,
    make_package,
    make_session,
    make_template,
    publish,
)

pytestmark = pytest.mark.usefixtures("database")


async def sequence(session: UUID) -> int:
    return int(await fetch_value("SELECT sequence FROM session WHERE id = $1", session))


@pytest.fixture
async def session() -> UUID:
    """Of an activity that was made from a building block."""
    location = await make_location()
    await make_package()
    template = await make_template(location)
    activity = await make_activity(location, inherits_from=await publish(template))
    return await make_session(location, activity)


async def test_sequence_rises_with_a_link_that_comes_and_goes(session: UUID) -> None:
    made = await link(activity="cursus")
    linked = await sequence(session)
    await unlink_package(link_id=made)
    assert (linked, await sequence(session)) == (1, 2)


async def test_sequence_stays_while_a_building_block_is_written_and_rises_when_it_is_taken_over(session: UUID) -> None:
    await link(template="bouwsteen")
    written = await sequence(session)
    revision = await publish(await fetch_value("SELECT id FROM template"), version=2)
    published = await sequence(session)
    await execute("UPDATE activity SET inherits_from = $1", revision)
    taken_over = await sequence(session)
    await execute("UPDATE package SET title = 'Klik & Tik thuis'")

    assert (written, published, taken_over, await sequence(session)) == (0, 0, 1, 2)


async def test_sequence_rises_with_a_link_of_the_session_alone(session: UUID) -> None:
    await link(session=session)
    assert await sequence(session) == 1


async def test_sequence_rises_with_another_title_of_a_linked_package(session: UUID) -> None:
    await link(activity="cursus")
    await execute("UPDATE package SET title = 'Klik & Tik thuis'")
    assert await sequence(session) == 2


async def test_sequence_stays_when_a_linked_package_changes_unseen(session: UUID) -> None:
    await link(activity="cursus")
    await execute("UPDATE package SET summary = 'Leren omgaan met het internet'")
    assert await sequence(session) == 1
