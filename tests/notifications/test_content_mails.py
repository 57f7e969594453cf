"""What organisations read of their e-content."""

from datetime import timedelta

import pytest

from content_links.facts import LicencesEnding, LinksDied
from content_links.licensing.days import local_today
from content_links.vocabulary import Phase
from database.transaction import execute, fetch, fetch_value
from notifications.delivery import Delivery
from tests.notifications.mails import Post, calendar_of, html_of, text_of
from tests.notifications.test_delivery_of_facts import tell
from tests.notifications.worlds import World, local, make_world
from web.dates import full_day_in_words

pytestmark = pytest.mark.usefixtures("database")

TODAY = local_today()
MAILBOX = "agenda@library.example"


@pytest.fixture
async def world() -> World:
    world = await make_world(title="Klikken")
    await execute("UPDATE organisation SET email = $1", MAILBOX)
    return world


async def dead_package(world: World, title: str, *, is_own: bool = True) -> int:
    """Returns the id of its address."""
    package = await world.package(Phase.DURING, title)
    url, owner = f"https://learn.example/{package.slug}", world.activity.organisation if is_own else None
    await execute("UPDATE package SET url = $2, owner = $3 WHERE id = $1", package.id, url, owner)
    sql = "INSERT INTO link_check (url, status, failures, next_at) VALUES ($1, 404, 3, now()) RETURNING id"
    check: int = await fetch_value(sql, url)
    return check


def died(world: World) -> LinksDied:
    return LinksDied(organisation=world.activity.organisation, on=TODAY)


async def test_dead_addresses_are_told_in_one_mail(world: World, delivery: Delivery, post: Post) -> None:
    for title, is_own in (("Klik & Tik", True), ("DigiSterker", True), ("Van niemand", False)):
        await dead_package(world, title, is_own=is_own)

    await tell(delivery, died(world), died(world))

    mail = post.the_mail()
    assert MAILBOX in str(mail["to"])
    assert str(mail["subject"]) == "2 adressen van online cursussen werken niet meer"
    text = text_of(mail).replace("\r\n", "\n")
    assert "Klik & Tik\nhttps://learn.example/pakket-0\nHet antwoordt met de code 404." in text
    assert "DigiSterker\nhttps://learn.example/pakket-1" in text
    assert "Van niemand" not in text
    assert "/planner/content/dead-links" in text
    assert "Klik &amp; Tik" in html_of(mail)
    assert calendar_of(mail) is None


async def test_addresses_that_answer_again_are_not_told(world: World, delivery: Delivery, post: Post) -> None:
    await dead_package(world, "Klik & Tik")
    await execute("UPDATE link_check SET failures = 0")

    await tell(delivery, died(world))

    assert post.mails() == []
    rows = await fetch("SELECT state, last_error FROM message")
    assert [tuple(row) for row in rows] == [("dropped", "it has been dealt with")]


async def licence(world: World) -> int:
    """Of an organisation with a meeting after it has ended."""
    package = await world.package(Phase.DURING, "Klik & Tik")
    await world.session(local(30))
    sql = "INSERT INTO licence (package, organisation, starts_on, ends_on) VALUES ($1, $2, $3, $4) RETURNING id"
    dates = (TODAY - timedelta(days=9), TODAY + timedelta(days=9))
    made: int = await fetch_value(sql, package.id, world.activity.organisation, *dates)
    return made


async def test_licence_that_ends_too_soon_is_told_with_what_needs_it(
    world: World, delivery: Delivery, post: Post
) -> None:
    ending = await licence(world)

    await tell(delivery, LicencesEnding(organisation=world.activity.organisation, licences=(ending,), on=TODAY))

    mail = post.the_mail()
    assert MAILBOX in str(mail["to"])
    assert str(mail["subject"]) == "1 licentie eindigt vóór de laatste bijeenkomst"
    text = text_of(mail).replace("\r\n", "\n")
    day = full_day_in_words(TODAY + timedelta(days=9), "nl")
    assert f"De licentie voor Klik & Tik eindigt op {day}." in text
    assert "Klikken (Bibliotheek Waterland). Daarna is er nog 1 bijeenkomst." in text
    assert f"/planner/licences/{ending}" in text


async def test_licence_that_is_renewed_meanwhile_is_not_told(world: World, delivery: Delivery, post: Post) -> None:
    ending = await licence(world)
    await execute("UPDATE licence SET ends_on = NULL")

    await tell(delivery, LicencesEnding(organisation=world.activity.organisation, licences=(ending,), on=TODAY))

    assert post.mails() == []
