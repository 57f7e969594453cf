"""Taking one's data along, and leaving: after that no table has a trace of the person, and the counts are the same."""

import json
from datetime import UTC, datetime, timedelta
from io import BytesIO
from uuid import UUID
from zipfile import ZipFile

import pytest

from agenda.calendar_links import calendar_url
from agenda.own_data import everything_of, everything_of_registration, forget_past, forget_person, packed
from agenda.own_links import receipt_token
from agenda.subscribing import email_of, new_subscription
from content_links.learning.opening_links import OpenLink
from content_links.learning.recording import record_done, record_opened
from database.transaction import execute, fetch, fetch_value
from events.attending import mark_attendance
from events.registering import Applicant, register
from events.tables import Question
from events.vocabulary import Presence, QuestionKind
from history.operations import operation
from notifications.composing import HANDLERS
from notifications.delivery import Delivery
from notifications.own_page_mails import mail_own_page
from notifications.undeliverable import note_bounce
from notifications.unsubscribing import unsubscribe
from notifications.vocabulary import MailingList
from outbox.relay import relay
from settings import get_settings
from tests.agenda.signups import reading
from tests.builders import a_session, an_edition, seats_taken, state_of
from tests.content_links.examples import make_package
from tests.notifications.conftest import delivery, mail_settings, mailserver, post  # noqa: F401  fixtures
from tests.notifications.mails import Post
from web.i18n import translator

pytestmark = pytest.mark.usefixtures("database")

ALICE = "alice@reader.example"
TRACES = ("alice", "mevrouw geheim", "0612345678", "vriendin", "stoel vooraan", "een oude", "ik kom later")

_TEXT_COLUMNS = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = 'public' AND (data_type IN ('text', 'character varying', 'jsonb', 'json', 'ARRAY', 'bytea'))
"""
_COUNTED = """
SELECT (SELECT sum(seats_taken) FROM session), (SELECT count(*) FROM registration),
    (SELECT sum(opened + completed) FROM package_use),
    (SELECT sum(party_size) FROM registration), (SELECT count(*) FROM attendance WHERE presence = 'present')
"""


async def traces() -> list[str]:
    """Every column of every table in which something of this person stands."""
    found = []
    for table, column in await fetch(_TEXT_COLUMNS):
        sql = f'SELECT lower(string_agg("{column}"::text, E\'\\n\')) FROM "{table}"'  # noqa: S608  from the catalogue
        text = await fetch_value(sql) or ""
        found += [f"{table}.{column}: {trace}" for trace in TRACES if trace in text]
    return found


async def a_life(*, past: bool = True) -> tuple[UUID, UUID]:
    """A session that Alice was at and one that she goes to, with everything that can be known about her on the way."""
    edition = await an_edition()
    question = Question(activity=edition.activity, position=1, kind=QuestionKind.TEXT, text="Welke telefoon?")
    await question.save()
    await execute("UPDATE activity SET asks_names = true, asks_access_needs = true")
    sessions = [await a_session(edition=edition, capacity=5, starts_in=timedelta(days=days)) for days in (5, 9)]
    for session in sessions:
        applicant = Applicant(
            name="Mevrouw Geheim",
            email="Alice@reader.example",
            phone="0612345678",
            party_size=2,
            companions=["Een vriendin"],
            note="Ik kom later",
            answers={question.id: "Een oude"},
            access_needs="Een stoel vooraan",
        )
        await register(session=session, applicant=applicant, idempotency_key=f"alice {session}")
    been, to_come = sessions
    if past:
        times = "starts_at = now() - interval '3 hours', ends_at = now() - interval '1 hour'"
        await execute(f"UPDATE session SET {times} WHERE id = $1", been)  # noqa: S608
        [row] = await fetch("SELECT id FROM registration WHERE session = $1", been)
        await mark_attendance(session=been, marks={row["id"]: Presence.PRESENT})
    package = await make_package()
    [known] = await fetch("SELECT id FROM registration WHERE session = $1", to_come)
    await record_opened(OpenLink(registration=known["id"], package=package.id))
    await record_done(OpenLink(registration=known["id"], package=package.id, from_mail=False))
    await new_subscription(ALICE)
    await mail_own_page(ALICE, "nl")
    await unsubscribe(ALICE, MailingList.AFTERWARDS)
    await note_bounce(ALICE, status="4.2.2", permanent=False)
    return been, to_come


async def relayed() -> None:
    while await relay(HANDLERS):
        pass


async def test_nothing_personal_is_left_anywhere_after_leaving(delivery: Delivery, post: Post) -> None:  # noqa: F811
    been, to_come = await a_life()
    await relayed()
    await delivery.deliver()
    async with operation("test", account=None, organisation=None):
        await execute("UPDATE registration SET note = 'Ik kom later'")
    await execute("UPDATE fact SET last_error = $1", f"ValueError: {ALICE}")
    assert {trace.split(":")[0].split(".")[0] for trace in await traces()} >= {
        "registration",
        "message",
        "answer",
        "unsubscription",
        "undeliverable_address",
        "learner",
    }
    await forget_person(ALICE, "nl")
    await relayed()
    while await delivery.deliver():
        pass
    assert await traces() == []
    assert [mail["Subject"] for mail in post.mails()][-1] == "Je gegevens zijn verwijderd"
    assert (await seats_taken(been), await seats_taken(to_come)) == (2, 0)


async def test_nothing_is_known_of_what_was_done_online_by_who_left() -> None:
    await a_life()
    await forget_person(ALICE, "nl")
    assert await fetch("SELECT (SELECT count(*) FROM learner), (SELECT count(*) FROM progress)") == [(0, 0)]
    assert await fetch_value("SELECT sum(opened + completed) FROM package_use") == 2


async def test_leaving_writes_one_mail_and_no_other(delivery: Delivery, post: Post) -> None:  # noqa: F811
    await a_life()
    await relayed()
    await forget_person(ALICE, "en")
    await relayed()
    while await delivery.deliver():
        pass
    assert [(mail["To"], mail["Subject"]) for mail in post.mails()] == [(ALICE, "Your data is deleted")]


async def test_who_waits_is_offered_the_place_of_who_leaves() -> None:
    session = await a_session(capacity=1)
    await register(session=session, applicant=Applicant(name="Alice", email=ALICE))
    bob = (await register(session=session, applicant=Applicant(name="Bob", email="bob@reader.example"))).id
    await forget_person(ALICE, "nl")
    assert await state_of(bob) == "offered"


async def test_counts_are_the_same_and_nobody_is_named_after_their_time(delivery: Delivery) -> None:  # noqa: F811
    await a_life()
    await relayed()
    await delivery.deliver()
    before = await fetch(_COUNTED)
    assert await forget_past(months=12, now=datetime.now(UTC) + timedelta(days=400)) == 2
    # The link that was mailed by this clock a moment ago goes by a job of its own.
    await execute("DELETE FROM message WHERE kind = 'own_page'")
    assert (await fetch(_COUNTED), await traces()) == (before, [])


async def test_what_somebody_needed_is_forgotten_long_before_their_name() -> None:
    been, _ = await a_life()
    await forget_past(months=12, now=datetime.now(UTC) + timedelta(days=2))
    rows = await fetch("SELECT name, access_needs FROM registration ORDER BY session <> $1", been)
    assert [tuple(row) for row in rows] == [("Mevrouw Geheim", ""), ("Mevrouw Geheim", "Een stoel vooraan")]


async def test_calendar_address_is_kept_while_there_is_a_registration() -> None:
    await register(session=await a_session(), applicant=Applicant(name="Alice", email=ALICE))
    kept, gone = await new_subscription(ALICE), await new_subscription("bob@reader.example")
    await forget_past(months=12)
    assert (await email_of(kept), await email_of(gone)) == (ALICE, None)


async def test_everything_tells_all_that_is_kept() -> None:
    await a_life()
    await relayed()
    everything = await everything_of(ALICE)
    first = everything["registrations"][0]
    expected = {
        "name": "Mevrouw Geheim",
        "email": "Alice@reader.example",
        "phone": "0612345678",
        "party_size": 2,
        "companions": ["Een vriendin"],
        "note": "Ik kom later",
        "access_needs": "Een stoel vooraan",
    }
    assert {name: first[name] for name in expected} == expected
    assert first["answers"] == [{"question": "Welke telefoon?", "answer": "Een oude"}]
    assert [each["presence"] for each in first["attendance"]] == ["present"]
    assert first["steps"][0]["reason"] == "signed_up"
    assert len(everything["registrations"]) == 2
    assert {each["kind"] for each in everything["messages"]} == {"confirmation", "own_page"}
    assert len(everything["calendar_addresses"]) == 1
    did = [(each["package"], bool(each["opened_at"]), bool(each["completed_at"])) for each in everything["online"]]
    assert did == [("Klik & Tik", True, False), ("Klik & Tik", False, True)]
    assert sorted(each["kind"] for each in everything["mail_marks"]) == ["came back: 4.2.2", "ended: afterwards"]


async def test_everything_is_of_this_person_only() -> None:
    session = await a_session()
    await register(session=session, applicant=Applicant(name="Bob", email="bob@reader.example"))
    alice = (await register(session=session, applicant=Applicant(name="Alice", phone="0612345678"))).id
    everything = await everything_of_registration(alice)
    assert [each["name"] for each in everything["registrations"]] == ["Alice"]
    assert (await everything_of(ALICE))["registrations"] == []


async def test_archive_holds_the_same_for_people_and_for_programs() -> None:
    await a_life()
    everything = await everything_of(ALICE)
    with ZipFile(BytesIO(packed(everything, translator("nl")))) as archive:
        page, data = archive.read("my-data.html").decode(), json.loads(archive.read("my-data.json"))
    assert data == everything
    for shown in ("Wat de bibliotheek van je weet", "Mevrouw Geheim", "Welke telefoon?", "Een oude"):
        assert shown in page


async def test_links_of_who_was_forgotten_open_and_change_nothing() -> None:
    been, _ = await a_life()
    [row] = await fetch("SELECT id FROM registration WHERE session = $1", been)
    own, calendar = receipt_token(row["id"]), calendar_url(row["id"]).removeprefix(get_settings().public_url)
    async with reading() as client:
        addresses = (f"/my/{own}", calendar, f"/api/v1/registrations/{own}")
        before = [(await client.get(address)).status_code for address in addresses]
        await forget_person(ALICE, "nl")
        after = [(await client.get(address)).status_code for address in addresses]
        deleted = await client.delete(f"/api/v1/registrations/{own}")
    assert (before, after, deleted.status_code) == ([200] * 3, [404] * 3, 404)
    assert await seats_taken(been) == 2
