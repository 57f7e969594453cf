"""The calendar of one person: what stands in it, how, and when it changes."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from httpx import AsyncClient, Response
from icalendar import Calendar, Component

from agenda.calendar_links import calendar_url
from agenda.subscribing import new_subscription
from content_links.vocabulary import Phase
from database.transaction import execute, fetch_value
from events.cancelling import cancel_registration
from events.registering import Applicant, register
from events.vocabulary import Form
from tests.application import visitor
from tests.builders import a_session, an_edition
from tests.notifications.worlds import local, make_world

pytestmark = pytest.mark.usefixtures("database")

ALICE = "alice@reader.example"


@pytest.fixture
async def client() -> AsyncIterator[AsyncClient]:
    async with visitor("https://agenda.example") as client:
        yield client


async def sign_up(email: str = ALICE, *, session: UUID | None = None, edition: UUID | None = None) -> UUID:
    applicant = Applicant(name="Alice", email=email)
    return (await register(session=session, edition=edition, applicant=applicant)).id


async def address(email: str = ALICE) -> str:
    return f"/calendars/{await new_subscription(email)}.ics"


def events(answer: Response) -> Sequence[Component]:
    return Calendar.from_ical(answer.text).walk("VEVENT")


def uids(answer: Response) -> list[str]:
    return [str(event["UID"]) for event in events(answer)]


async def test_feed_holds_all_of_one_person_and_nothing_of_others(client: AsyncClient) -> None:
    mine = [await a_session(starts_in=timedelta(days=days)) for days in (3, 9)]
    theirs = await a_session()
    for session in mine:
        await sign_up(session=session)
    await sign_up("bob@reader.example", session=theirs)
    answer = await client.get(await address("Alice@Reader.example"))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert uids(answer) == [str(session) for session in mine]


async def test_feed_holds_the_coming_meetings_of_a_group(client: AsyncClient) -> None:
    edition = await an_edition(form=Form.GUIDED_TRACK)
    _, coming = [await a_session(edition=edition, starts_in=timedelta(days=days)) for days in (-7, 7)]
    await sign_up(edition=edition.id)
    assert uids(await client.get(await address())) == [str(coming)]


async def test_feed_calls_the_waiting_list_tentative(client: AsyncClient) -> None:
    session = await a_session(capacity=1)
    await sign_up("bob@reader.example", session=session)
    await sign_up(session=session)
    assert [str(event["STATUS"]) for event in events(await client.get(await address()))] == ["TENTATIVE"]


async def test_feed_shows_a_cancelled_session_as_cancelled(client: AsyncClient) -> None:
    session = await a_session()
    await sign_up(session=session)
    await execute("UPDATE session SET state = 'cancelled', cancel_reason = 'Storm' WHERE id = $1", session)
    event = events(await client.get(await address()))[0]
    assert (str(event["STATUS"]), "Storm" in str(event["DESCRIPTION"])) == ("CANCELLED", True)


async def test_feed_drops_what_was_given_back(client: AsyncClient) -> None:
    alice = await sign_up(session=await a_session())
    where = await address()
    before = await client.get(where)
    await cancel_registration(alice, by="attendee")
    after = await client.get(where, headers={"If-None-Match": before.headers["etag"]})
    assert (after.status_code, uids(after)) == (200, ["empty-feed"])


async def test_feed_that_did_not_change_is_not_sent_again(client: AsyncClient) -> None:
    await sign_up(session=await a_session())
    where = await address()
    before = await client.get(where)
    after = await client.get(where, headers={"If-None-Match": before.headers["etag"]})
    assert (after.status_code, after.content, before.headers["cache-control"]) == (304, b"", "private, no-cache")


async def test_feed_numbers_an_event_as_the_invitation_does(client: AsyncClient) -> None:
    session = await a_session()
    await cancel_registration(await sign_up(session=session), by="attendee")
    await sign_up(session=session)
    offset = await fetch_value("SELECT invitation_offset FROM registration WHERE state = 'confirmed'")
    sequence = await fetch_value("SELECT sequence FROM session")
    event = events(await client.get(await address()))[0]
    assert (offset > 0, event.decoded("SEQUENCE")) == (True, sequence + offset)


async def test_feed_names_what_is_online(client: AsyncClient) -> None:
    world = await make_world()
    package = await world.package(Phase.PREPARE)
    await world.person(session=await world.session(local(4)), email=ALICE)
    event = events(await client.get(await address()))[0]
    assert str(event["LINK"]).endswith(f"/learn/{package.slug}")


async def test_feed_of_something_discreet_tells_only_its_neutral_title(client: AsyncClient) -> None:
    world = await make_world(title="Omgaan met schulden", neutral_title="Afspraak in de bibliotheek")
    await world.package(Phase.PREPARE, "Schulden de baas")
    await world.person(session=await world.session(local(4)), email=ALICE)
    answer = await client.get(await address())
    assert str(events(answer)[0]["SUMMARY"]) == "Afspraak in de bibliotheek"
    assert "chulden" not in answer.text
    assert world.activity.slug not in answer.text


async def test_feed_of_one_place_holds_nothing_else(client: AsyncClient) -> None:
    session = await a_session()
    alice = await sign_up(session=session)
    await sign_up(session=await a_session())
    answer = await client.get(urlsplit(calendar_url(alice)).path)
    assert uids(answer) == [str(session)]


@pytest.mark.parametrize("name", ["x.ics", "4ab6fc9741464be4a46a373a3473c39f.ics", "a" * 64 + ".ics", "no-suffix"])
async def test_feed_of_an_unknown_token_is_404(client: AsyncClient, name: str) -> None:
    assert (await client.get(f"/calendars/{name}")).status_code == 404
