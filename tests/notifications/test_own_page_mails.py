"""The mailed link to all places of an address, and the mail after which the address is forgotten."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from database.transaction import execute, fetch_value
from notifications.delivery import Delivery
from notifications.forgetting import KEEP_LINKS, forget_messages, messages_of
from notifications.jobs import purge
from notifications.links import OWN_PAGE, REGISTRATION
from notifications.own_page_mails import MOST_AT_ONCE, VALID, email_of_link, mail_farewell, mail_own_page
from tests.notifications.conftest import SECRET
from tests.notifications.mails import Post, text_of
from tests.notifications.smtp_doubles import Script, smtp_server
from tests.notifications.test_delivery_failures import delivery_over
from tests.notifications.worlds import local, make_world
from web.signed_links import BrokenLink, SignedLinks, signed_links

pytestmark = pytest.mark.usefixtures("database")

ALICE = "alice@reader.example"


async def the_token() -> str:
    return signed_links().make(OWN_PAGE, await fetch_value("SELECT id FROM message"))


async def test_link_in_the_mail_is_that_of_the_address(delivery: Delivery, post: Post) -> None:
    await mail_own_page(ALICE, "nl")
    await delivery.deliver()
    mail = post.the_mail()
    [token] = re.findall(r"https://agenda\.example/my/all/([\w=-]+)", text_of(mail))
    assert (mail["To"], mail["Subject"]) == (ALICE, "Je plekken bij de bibliotheek")
    assert SignedLinks(SECRET).read(OWN_PAGE, token) == await fetch_value("SELECT id FROM message")


async def test_link_works_for_a_day_only() -> None:
    await mail_own_page(ALICE, "nl")
    token, now = await the_token(), datetime.now(UTC)
    minute = timedelta(minutes=1)
    assert await email_of_link(token, now + VALID - minute) == ALICE
    assert await email_of_link(token, now + VALID + minute) is None


async def test_link_to_one_place_is_none_to_all_of_them() -> None:
    world = await make_world()
    alice = await world.person(session=await world.session(local(5)))
    with pytest.raises(BrokenLink):
        await email_of_link(signed_links().make(REGISTRATION, alice))
    assert await email_of_link(signed_links().make(OWN_PAGE, alice)) is None


async def test_other_mails_are_no_links() -> None:
    await mail_farewell(ALICE, "nl")
    assert await email_of_link(await the_token()) is None


async def test_link_that_was_asked_for_too_long_ago_is_not_mailed(delivery: Delivery, post: Post) -> None:
    await mail_own_page(ALICE, "nl")
    await execute("UPDATE message SET created_at = now() - $1::interval", VALID)
    await delivery.deliver()
    assert (post.mails(), await fetch_value("SELECT state FROM message")) == ([], "dropped")


async def test_nobody_gets_links_without_end() -> None:
    for _ in range(MOST_AT_ONCE + 2):
        await mail_own_page(ALICE, "nl")
    await mail_own_page("bob@reader.example", "nl")
    counts = "SELECT count(*) FROM message WHERE recipient = $1"
    assert [await fetch_value(counts, who) for who in (ALICE, "bob@reader.example")] == [MOST_AT_ONCE, 1]


async def test_last_mail_goes_and_leaves_no_address(delivery: Delivery, post: Post) -> None:
    await mail_farewell(ALICE, "en")
    await delivery.deliver()
    assert (post.the_mail()["To"], post.the_mail()["Subject"]) == (ALICE, "Your data is deleted")
    assert await fetch_value("SELECT count(*) FROM message") == 0


async def test_last_mail_that_is_refused_leaves_no_address_either() -> None:
    await mail_farewell(ALICE, "en")
    script = Script(on_recipient=lambda _: "550 no such user")
    async with smtp_server(script) as url, delivery_over(url) as delivery:
        await delivery.deliver()
    assert await fetch_value("SELECT count(*) FROM message") == 0


async def test_links_that_work_no_longer_are_forgotten() -> None:
    now = datetime.now(UTC)
    await mail_own_page(ALICE, "nl")
    await mail_own_page(ALICE, "nl")
    one = "UPDATE message SET created_at = $1 WHERE id = (SELECT min(id::text)::uuid FROM message)"
    await execute(one, now - KEEP_LINKS)
    await purge({})
    assert await fetch_value("SELECT count(*) FROM message") == 1


async def test_messages_about_a_registration_and_to_an_address_are_forgotten() -> None:
    registration = uuid4()
    insert = "INSERT INTO message (kind, recipient, subject, registration) VALUES ($1, $2, $3, $4)"
    for kind, recipient, about in (
        ("reminder", "old@reader.example", registration),
        ("follow_up", "Alice@reader.example", None),
        ("account_link", ALICE, None),
        ("reminder", "bob@reader.example", None),
    ):
        await execute(insert, kind, recipient, f"{kind}:{recipient}", about)
    told = [row["kind"] for row in await messages_of([registration], ALICE)]
    await forget_messages([registration], ALICE)
    left = await fetch_value("SELECT array_agg(recipient ORDER BY recipient) FROM message")
    assert (sorted(told), left) == (["follow_up", "reminder"], [ALICE, "bob@reader.example"])
