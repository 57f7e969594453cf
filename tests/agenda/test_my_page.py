"""The page behind somebody's own link: what it shows, what it opens, and giving the place back."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
from httpx import AsyncClient

from agenda.own_links import receipt_token
from content_links.learning.opening_links import OpenLink, open_token
from content_links.vocabulary import Phase
from database.transaction import execute, fetch_value
from events.cancelling import cancel_registration
from events.forgetting import forget_registrations
from events.registering import Applicant, register
from events.vocabulary import Form
from notifications.links import REGISTRATION
from tests.application import visitor
from tests.builders import a_session, an_edition, seats_taken, state_of
from tests.notifications.worlds import local, make_world
from web.signed_links import signed_links

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def client() -> AsyncIterator[AsyncClient]:
    headers = {"Accept-Language": "en"}
    async with visitor("https://agenda.example", headers=headers) as client:
        yield client


def mailed(registration: UUID) -> str:
    return f"/my/{signed_links().make(REGISTRATION, registration)}"


async def sign_up(name: str, *, session: UUID | None = None, edition: UUID | None = None, party: int = 1) -> UUID:
    applicant = Applicant(name=name, email=f"{name.lower()}@reader.example", party_size=party)
    return (await register(session=session, edition=edition, applicant=applicant)).id


async def full_session(*names: str) -> tuple[UUID, list[UUID]]:
    """A session for one person, with these people on it: all but the first wait."""
    session = await a_session(capacity=1)
    return session, [await sign_up(name, session=session) for name in names]


async def test_page_shows_what_when_and_where(client: AsyncClient) -> None:
    session = await a_session()
    answer = await client.get(mailed(await sign_up("Alice", session=session)))
    assert answer.status_code == 200
    for shown in (
        "Lezing over de zee",
        "De Haven",
        "You have 1 place",
        "Give your place back",
        f"/sessions/{session}.ics",
    ):
        assert shown in answer.text


async def test_page_is_kept_by_nobody(client: AsyncClient) -> None:
    answer = await client.get(mailed(await sign_up("Alice", session=await a_session())))
    headers = [answer.headers[name] for name in ("cache-control", "referrer-policy", "x-robots-tag")]
    assert headers == ["no-store", "no-referrer", "noindex, nofollow"]


async def test_page_says_the_place_on_the_waiting_list(client: AsyncClient) -> None:
    session = await a_session(capacity=1)
    _, _, carol = [await sign_up(name, session=session) for name in ("Alice", "Bob", "Carol")]
    answer = await client.get(mailed(carol))
    assert "You are number 2 on the list." in answer.text
    assert ".ics" not in answer.text.replace("/calendars/", "")


async def test_page_shows_what_is_online_on_the_path(client: AsyncClient) -> None:
    world = await make_world()
    package = await world.package(Phase.PREPARE, "Thuis oefenen")
    alice = await world.person(session=await world.session(local(5)))
    answer = await client.get(mailed(alice))
    path = re.findall(r'leeragenda-path__title[^>]*>(?:<a[^>]*href="([^"]*)">)?', answer.text)
    assert path == [f"/open/{open_token(OpenLink(registration=alice, package=package.id))}", ""]


@pytest.mark.parametrize(("meetings", "said"), [(2, True), (6, False)])
async def test_page_says_when_to_go_on_only_counted_from_the_last_meeting(
    client: AsyncClient, meetings: int, said: bool
) -> None:
    world = await make_world(form=Form.COHORT)
    await world.package(Phase.FOLLOW_UP, release_days=3)
    for week in range(1, meetings + 1):
        await world.session(local(7 * week))
    answer = await client.get(mailed(await world.person()))
    assert ("From " in "".join(re.findall(r'__detail">([^<]*)<', answer.text))) is said
    assert (f"and {meetings - 4} more meetings" in answer.text) is not said


async def test_page_of_something_discreet_offers_no_file_with_its_title(client: AsyncClient) -> None:
    world = await make_world(title="Omgaan met schulden", neutral_title="Afspraak in de bibliotheek")
    session = await world.session(local(5))
    answer = await client.get(mailed(await world.person(session=session)))
    assert f"/sessions/{session}.ics" not in answer.text
    assert re.findall(r"<title>(.*?) ·", answer.text) == ["Your place: Afspraak in de bibliotheek"]


async def test_page_shows_only_meetings_since_the_sign_up(client: AsyncClient) -> None:
    edition = await an_edition(form=Form.GUIDED_TRACK)
    for days in (-14, -7, 7, 14):
        await a_session(edition=edition, starts_in=timedelta(days=days))
    answer = await client.get(mailed(await sign_up("Alice", edition=edition.id)))
    assert answer.text.count("leeragenda-path__stop ") == 2


async def test_page_of_a_cancelled_session_says_so_and_offers_others(client: AsyncClient) -> None:
    edition = await an_edition()
    session, other = [await a_session(edition=edition, starts_in=timedelta(days=days)) for days in (10, 20)]
    alice = await sign_up("Alice", session=session)
    await execute("UPDATE session SET state = 'cancelled', cancel_reason = 'De docent is ziek.' WHERE id = $1", session)
    answer = await client.get(mailed(alice))
    assert "This does not go on" in answer.text
    assert "De docent is ziek." in answer.text
    assert f"/sessions/{other}/register" in answer.text
    assert "/cancel" not in answer.text


async def test_giving_back_asks_first_and_changes_nothing(client: AsyncClient) -> None:
    alice = await sign_up("Alice", session=await a_session())
    answer = await client.get(mailed(alice) + "/cancel")
    assert "Yes, give my place back" in answer.text
    assert await state_of(alice) == "confirmed"


async def test_giving_back_frees_the_seat_and_shows_it(client: AsyncClient) -> None:
    session = await a_session(capacity=5)
    alice = await sign_up("Alice", session=session, party=3)
    answer = await client.post(mailed(alice) + "/cancel")
    after = await client.get(answer.headers["location"])
    assert (answer.status_code, await state_of(alice), await seats_taken(session)) == (303, "cancelled", 0)
    assert "Your place is free again" in after.text


async def test_giving_back_twice_frees_the_seat_once(client: AsyncClient) -> None:
    session = await a_session(capacity=5)
    alice, _ = [await sign_up(name, session=session) for name in ("Alice", "Bob")]
    for _ in range(2):
        await client.post(mailed(alice) + "/cancel")
    assert await seats_taken(session) == 1


async def test_giving_back_what_has_been_changes_nothing(client: AsyncClient) -> None:
    session = await a_session()
    alice = await sign_up("Alice", session=session)
    await execute("UPDATE session SET starts_at = now() - interval '3 hours', ends_at = now() - interval '1 hour'")
    await client.post(mailed(alice) + "/cancel")
    assert await state_of(alice) == "confirmed"


@pytest.mark.parametrize("path", ["", "/cancel", "/calendar"])
async def test_broken_link_is_404_with_a_way_on(client: AsyncClient, path: str) -> None:
    whole = mailed(await sign_up("Alice", session=await a_session()))
    answer = await client.get(whole[:-3] + path)
    assert answer.status_code == 404
    assert "Perhaps a part of it is missing." in answer.text
    assert "/agenda" in answer.text


async def test_broken_link_changes_nothing(client: AsyncClient) -> None:
    alice = await sign_up("Alice", session=await a_session())
    answer = await client.post(mailed(alice)[:-3] + "/cancel")
    assert (answer.status_code, await state_of(alice)) == (404, "confirmed")


async def test_offered_place_is_taken_with_a_button(client: AsyncClient) -> None:
    session, (alice, bob) = await full_session("Alice", "Bob")
    await cancel_registration(alice, by="attendee")
    shown = await client.get(mailed(bob))
    answer = await client.post(mailed(bob) + "/offer", data={"answer": "accept"})
    after = await client.get(answer.headers["location"])
    assert "Yes, I want this place" in shown.text
    assert f"/sessions/{session}.ics" not in shown.text
    assert (await state_of(bob), "You have 1 place" in after.text) == ("confirmed", True)


async def test_offered_place_that_is_left_goes_to_the_next(client: AsyncClient) -> None:
    _, (alice, bob, carol) = await full_session("Alice", "Bob", "Carol")
    await cancel_registration(alice, by="attendee")
    await client.post(mailed(bob) + "/offer", data={"answer": "decline"})
    assert [await state_of(each) for each in (bob, carol)] == ["cancelled", "offered"]


async def test_offer_that_is_over_says_so(client: AsyncClient) -> None:
    _, (alice, bob) = await full_session("Alice", "Bob")
    await cancel_registration(alice, by="attendee")
    await execute("UPDATE registration SET offer_expires_at = now() WHERE id = $1", bob)
    shown = await client.get(mailed(bob))
    answer = await client.post(mailed(bob) + "/offer", data={"answer": "accept"})
    assert "The time to take this place is over" in shown.text
    assert (answer.status_code, "This place is not kept for you any more." in answer.text) == (409, True)
    assert await state_of(bob) == "offered"


async def test_opening_the_link_of_an_offer_changes_nothing(client: AsyncClient) -> None:
    """Programs that look for viruses open every link of a mail."""
    _, (alice, bob) = await full_session("Alice", "Bob")
    await cancel_registration(alice, by="attendee")
    await client.get(mailed(bob))
    answer = await client.get(mailed(bob) + "/offer")
    assert (answer.status_code, await state_of(bob)) == (405, "offered")


@pytest.mark.parametrize(
    ("said", "state", "confirmed"), [("yes", "confirmed", True), ("no", "cancelled", False), ("", "confirmed", False)]
)
async def test_whether_somebody_comes_is_answered_with_a_button(
    client: AsyncClient, said: str, state: str, confirmed: bool
) -> None:
    alice = await sign_up("Alice", session=await a_session())
    await execute("UPDATE registration SET reconfirm_asked_at = now()")
    shown = await client.get(mailed(alice))
    await client.post(mailed(alice) + "/coming", data={"answer": said})
    after = await client.get(mailed(alice))
    assert ("Are you still coming?" in shown.text, shown.headers["referrer-policy"]) == (True, "same-origin")
    assert ("Are you still coming?" in after.text) is (said == "")
    assert await state_of(alice) == state
    assert await fetch_value("SELECT reconfirmed_at IS NOT NULL FROM registration") is confirmed


async def test_page_of_somebody_who_was_forgotten_is_gone(client: AsyncClient) -> None:
    alice = await sign_up("Alice", session=await a_session())
    await forget_registrations([alice])
    assert (await client.get(mailed(alice))).status_code == 404


async def test_calendar_address_is_made_once_and_works(client: AsyncClient) -> None:
    session = await a_session()
    alice = await sign_up("Alice", session=session)
    made = await client.post(mailed(alice) + "/calendar", data={"change": "make"})
    address = re.findall(r'value="[^"]*(/calendars/[\w-]{43}\.ics)"', made.text)
    feed = await client.get(address[0])
    again = await client.get(mailed(alice) + "/calendar")
    assert f"UID:{session}" in feed.text
    assert "/calendars/" not in again.text
    assert "You have an address already." in again.text


async def test_calendar_address_is_stored_as_a_hash(client: AsyncClient) -> None:
    alice = await sign_up("Alice", session=await a_session())
    made = await client.post(mailed(alice) + "/calendar", data={"change": "make"})
    token = re.findall(r"/calendars/([\w-]{43})\.ics", made.text)[0]
    stored: str = await fetch_value("SELECT token_hash FROM calendar_subscription")
    assert len(stored) == 64
    assert token not in stored


@pytest.mark.parametrize("change", ["withdraw", "make"])
async def test_calendar_address_stops_when_withdrawn_or_replaced(client: AsyncClient, change: str) -> None:
    alice = await sign_up("Alice", session=await a_session())
    made = await client.post(mailed(alice) + "/calendar", data={"change": "make"})
    address = re.findall(r"/calendars/[\w-]{43}\.ics", made.text)[0]
    await client.post(mailed(alice) + "/calendar", data={"change": change})
    assert (await client.get(address)).status_code == 404


async def test_link_from_the_sign_up_opens_no_calendar_of_the_address(client: AsyncClient) -> None:
    """Anybody can sign up with anybody's address; only the mail shows that it is theirs."""
    alice = await sign_up("Alice", session=await a_session())
    own = f"/my/{receipt_token(alice)}"
    shown = await client.get(own)
    made = await client.post(own + "/calendar", data={"change": "make"})
    assert shown.status_code == 200
    assert (made.status_code, made.headers["location"]) == (303, own)
    assert await fetch_value("SELECT count(*) FROM calendar_subscription") == 0


async def test_person_without_email_has_a_page_too(client: AsyncClient) -> None:
    bob = await register(session=await a_session(), applicant=Applicant(name="Bob", phone="06 1234 5678"))
    answer = await client.get(mailed(bob.id))
    assert (answer.status_code, "You have 1 place" in answer.text) == (200, True)
