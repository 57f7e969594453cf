"""Every mail of an activity as it will look, and a test to one's own address."""

import re
from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from content_links.vocabulary import Phase
from database.transaction import execute, fetch, fetch_row, fetch_value
from identity.roles import Role
from notifications.trials import MOST_IN_AN_HOUR
from tests.events.templates.examples import make_template
from tests.notifications.worlds import World, local, make_world
from tests.planner.staff_browser import open_browser, sign_in_as

pytestmark = pytest.mark.usefixtures("database")
MAILS = "/planner/activities/telefoon/mails"


@pytest.fixture
async def browser() -> AsyncIterator[AsyncClient]:
    async with open_browser() as client:
        yield client


@pytest.fixture
async def world(browser: AsyncClient) -> World:
    world = await make_world(reminder_days=[7, 1], reminder_hours=[2], prepare_days=[3], asks_how_it_was=True)
    await world.package(Phase.PREPARE, "Klik & Tik online", release_days=-7)
    await sign_in_as(browser, "bea@library.example", Role.PROGRAMMER, "bibliotheek")
    return world


def keys(page: str) -> list[str]:
    return re.findall(r'<section class="planner-mail-row" id="([^"]+)"', page)


async def test_page_shows_every_mail_in_the_order_of_their_going(browser: AsyncClient, world: World) -> None:
    await world.session(local(20))

    page = await browser.get(MAILS)

    before = ["confirmation", "waiting", "offer"]
    after = ["update", "session_cancelled", "cancellation", "follow_up-1"]
    planned = keys(page.text)[len(before) : -len(after)]
    assert keys(page.text) == [*before, *planned, *after]
    assert set(planned) == {"reminder-7", "prepare-3", "reminder-1", "soon-2", "digest"}
    assert [key for key in planned if key != "digest"] == ["reminder-7", "prepare-3", "reminder-1", "soon-2"]


async def test_plan_without_mails_before_and_after_shows_none(browser: AsyncClient, world: World) -> None:
    await execute(
        "UPDATE activity SET reminder_days = '{}', reminder_hours = '{}', prepare_days = '{}', follow_up_days = '{}'"
    )

    page = await browser.get(MAILS)

    assert {key.partition("-")[0] for key in keys(page.text)} == {
        "confirmation", "waiting", "offer", "digest", "update", "session_cancelled", "cancellation",
    }  # fmt: skip


async def test_reminder_of_the_morning_of_preparing_is_left_out(browser: AsyncClient, world: World) -> None:
    await execute("UPDATE activity SET reminder_days = '{3}'")

    assert {"prepare-3", "reminder-3"} & set(keys((await browser.get(MAILS)).text)) == {"prepare-3"}


async def test_walk_in_has_no_mails(browser: AsyncClient, world: World) -> None:
    await execute("UPDATE activity SET form = 'walk_in'")

    page = await browser.get(MAILS)

    assert (keys(page.text), "Er gaan geen mails" in page.text) == ([], True)


@pytest.mark.parametrize(("language", "said"), [("nl", "Je hebt een plek"), ("en", "You have a place")])
async def test_mail_is_shown_in_both_languages_and_can_do_nothing(
    browser: AsyncClient, world: World, language: str, said: str
) -> None:
    mail = await browser.get(f"{MAILS}/confirmation?lang={language}")

    assert (mail.status_code, said in mail.text) == (200, True)
    policy = mail.headers["content-security-policy"]
    assert ("default-src 'none'" in policy, policy.endswith(" sandbox")) == (True, True)
    assert 'sandbox=""' in (await browser.get(MAILS)).text


async def test_no_mail_leads_to_somebody_s_place(browser: AsyncClient, world: World) -> None:
    await world.session(local(20))
    for key in keys((await browser.get(MAILS)).text):
        body = (await browser.get(f"{MAILS}/{key}")).text
        paths = set(re.findall(r'href="https?://[^/"]+(/[^"?]*)', body))
        assert {
            path for path in paths if not re.match(r"/(example-mail|agenda|activities|learn|editions)", path)
        } == set()
    assert (await browser.get("/example-mail")).status_code == 200


async def test_neutral_title_is_what_the_mails_say(browser: AsyncClient, world: World) -> None:
    await execute("UPDATE activity SET neutral_title = 'Afspraak'")

    for key in ("reminder-1", "prepare-3", "follow_up-1", "digest"):
        body = (await browser.get(f"{MAILS}/{key}")).text
        assert ("Afspraak" in body, "Omgaan met je telefoon" in body, "Klik" in body) == (True, False, False)


async def test_test_goes_to_who_asks_for_it_and_changes_nothing(browser: AsyncClient, world: World) -> None:
    answer = await browser.post(f"{MAILS}/reminder-7?lang=en")
    after = await browser.get(answer.headers["location"])

    row = await fetch_row("SELECT kind, recipient, registration, session, payload FROM message")
    assert row is not None
    assert (row["kind"], row["recipient"], row["registration"], row["session"]) == (
        "test",
        "bea@library.example",
        None,
        None,
    )
    assert row["payload"] == '{"locale": "en", "sample": "activities/telefoon/reminder-7"}'
    assert "bea@library.example" in after.text
    assert await fetch("SELECT id FROM registration") == []


async def test_tests_are_sent_so_often_and_no_more(browser: AsyncClient, world: World) -> None:
    statuses = [(await browser.post(f"{MAILS}/confirmation")).status_code for _ in range(MOST_IN_AN_HOUR + 1)]

    assert statuses == [303] * MOST_IN_AN_HOUR + [409]
    assert await fetch_value("SELECT count(*) FROM message") == MOST_IN_AN_HOUR


@pytest.mark.parametrize("key", ["reminder-6", "x", "test", "confirmation-1", "own_page"])
async def test_mail_that_does_not_go_is_not_there(browser: AsyncClient, world: World, key: str) -> None:
    assert (await browser.get(f"{MAILS}/{key}")).status_code == 404
    assert (await browser.post(f"{MAILS}/{key}")).status_code == 404
    assert await fetch_value("SELECT count(*) FROM message") == 0


async def test_host_and_strangers_see_no_mails(browser: AsyncClient, world: World) -> None:
    async with open_browser() as other:
        await sign_in_as(other, "henk@library.example", Role.HOST, "bibliotheek")
        assert (await other.get(MAILS)).status_code == 403
        assert (await other.post(f"{MAILS}/confirmation")).status_code == 403
    async with open_browser() as nobody:
        assert (await nobody.get(MAILS)).status_code == 303


async def test_building_block_shows_its_mails_as_if_there_were_a_meeting(browser: AsyncClient, world: World) -> None:
    await execute("UPDATE organisation SET kind = 'national'")
    await make_template("bouwsteen-telefoon", "bibliotheek")
    await sign_in_as(browser, "noor@kb.example", Role.NATIONAL, "bibliotheek")

    page = await browser.get("/planner/templates/bouwsteen-telefoon/mails")
    answer = await browser.post("/planner/templates/bouwsteen-telefoon/mails/confirmation")

    assert (page.status_code, "alsof er een was" in page.text, answer.status_code) == (200, True, 303)
    assert await fetch_value("SELECT payload ->> 'sample' FROM message") == "templates/bouwsteen-telefoon/confirmation"
