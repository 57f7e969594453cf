"""Answers to invitations change what they may change, once, and nothing else does."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from uuid import UUID

import pytest

from database.transaction import execute, fetch, fetch_value
from events.facts import RegistrationConfirmed, SessionMoved
from events.vocabulary import Form, RegistrationState
from notifications.delivery import Delivery
from notifications.envelopes import reply_addresses
from notifications.forgetting import forget_links, forget_messages
from notifications.incoming import read_mail
from notifications.receiving import UnknownAddressError, receive
from notifications.vocabulary import Outcome
from settings import Settings
from tests.notifications.mails import Post, calendar_of, text_of
from tests.notifications.replies import reply_to, value_of, words_to
from tests.notifications.test_delivery_of_facts import moved, tell
from tests.notifications.worlds import World, local, make_world, move

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def world() -> World:
    return await make_world()


@pytest.fixture
async def alice(world: World) -> UUID:
    return await world.person(session=await world.session(local(14)))


@pytest.fixture
async def invitation(alice: UUID, delivery: Delivery, post: Post) -> EmailMessage:
    await tell(delivery, RegistrationConfirmed(registration=alice))
    return post.the_mail()


@pytest.fixture
def settings(mail_settings: Settings) -> Settings:
    return mail_settings


async def take(mail: EmailMessage, settings: Settings) -> Outcome:
    return await receive(read_mail(mail.as_bytes()), [], reply_addresses(settings))


async def state(registration: UUID) -> str:
    found: str = await fetch_value("SELECT state FROM registration WHERE id = $1", registration)
    return found


async def participation(registration: UUID) -> str | None:
    found: str | None = await fetch_value("SELECT participation FROM registration WHERE id = $1", registration)
    return found


async def test_declined_invitation_gives_the_place_to_who_waits(
    world: World, alice: UUID, invitation: EmailMessage, settings: Settings
) -> None:
    session = await fetch_value("UPDATE session SET capacity = 1, seats_taken = 1 RETURNING id")
    bob = await world.person(session=session, email="bob@reader.example", state=RegistrationState.WAITING)

    outcome = await take(reply_to(invitation), settings)

    assert (outcome, await state(alice), await participation(alice)) == (Outcome.DECLINED, "cancelled", "declined")
    assert await state(bob) == "offered"
    steps = await fetch("SELECT state, reason, by FROM registration_step WHERE registration = $1", alice)
    assert [tuple(row) for row in steps] == [("cancelled", "given_back", "attendee")]


async def test_declining_takes_the_invitation_back_and_ends_there(
    alice: UUID, invitation: EmailMessage, settings: Settings, delivery: Delivery, post: Post
) -> None:
    await execute("UPDATE session SET seats_taken = 1")
    await take(reply_to(invitation), settings)
    await tell(delivery)
    _, cancellation = post.mails()

    again = await take(reply_to(cancellation, message_id="<answer-2@reader.example>"), settings)
    await tell(delivery)

    assert "METHOD:CANCEL" in (calendar_of(cancellation) or "")
    assert (again, len(post.mails()), await state(alice)) == (Outcome.IGNORED, 2, "cancelled")


@pytest.mark.parametrize(("said", "kept"), [("ACCEPTED", "accepted"), ("TENTATIVE", "tentative")])
async def test_other_answers_are_kept_and_change_nothing(
    alice: UUID, invitation: EmailMessage, settings: Settings, said: str, kept: str
) -> None:
    outcome = await take(reply_to(invitation, said), settings)

    assert (outcome, await participation(alice), await state(alice)) == (kept, kept, "confirmed")


@pytest.mark.parametrize("said", ["ACCEPTED", "TENTATIVE"])
@pytest.mark.usefixtures("alice")
async def test_later_invitation_says_what_the_calendar_answered(
    world: World, invitation: EmailMessage, settings: Settings, delivery: Delivery, *, post: Post, said: str
) -> None:
    session = UUID(value_of(invitation, "UID"))
    bob = await world.person(session=session, email="bob@reader.example", days_ago=2)
    await tell(delivery, RegistrationConfirmed(registration=bob))
    await take(reply_to(invitation, said), settings)

    await tell(delivery, await moved(session, await move(session, local(15)), 14))

    updates = {mail["to"].addresses[0].addr_spec: calendar_of(mail) or "" for mail in post.mails()[2:]}
    parts = {to: calendar.split("PARTSTAT=")[1].split(";")[0] for to, calendar in updates.items()}
    assert parts == {"alice@reader.example": said, "bob@reader.example": "ACCEPTED"}


async def test_mail_that_comes_twice_counts_once(alice: UUID, invitation: EmailMessage, settings: Settings) -> None:
    await take(reply_to(invitation, "TENTATIVE"), settings)
    await take(reply_to(invitation, "ACCEPTED", message_id="<answer-2@reader.example>"), settings)

    outcome = await take(reply_to(invitation, "TENTATIVE"), settings)

    assert (outcome, await participation(alice)) == (Outcome.IGNORED, "accepted")


@pytest.mark.parametrize(
    "odd",
    [
        {"uid": "0b8e7a52-6f0f-4d5e-9f0f-3a1d2c4b5e6f"},
        {"uid": "no uuid"},
        {"attendee": "bob@reader.example"},
    ],
)
async def test_answer_about_something_or_somebody_else_is_refused(
    alice: UUID, invitation: EmailMessage, settings: Settings, odd: dict[str, str]
) -> None:
    outcome = await take(reply_to(invitation, **odd), settings)  # type: ignore[arg-type]

    assert (outcome, await state(alice), await participation(alice)) == (Outcome.REFUSED, "confirmed", None)


async def test_from_is_not_believed_for_anything(alice: UUID, invitation: EmailMessage, settings: Settings) -> None:
    guessed = reply_to(invitation)
    del guessed["To"]
    guessed["To"] = "agenda@waterland.example"
    assistant = reply_to(invitation, "ACCEPTED", sender="Assistant <assistant@office.example>")

    with pytest.raises(UnknownAddressError):
        await take(guessed, settings)
    assert await state(alice) == "confirmed"
    assert await take(assistant, settings) == Outcome.ACCEPTED


async def test_answer_to_an_earlier_invitation_does_nothing(
    alice: UUID, invitation: EmailMessage, settings: Settings, delivery: Delivery
) -> None:
    session = UUID(value_of(invitation, "UID"))
    await tell(delivery, await moved(session, await move(session, local(15)), 14))

    outcome = await take(reply_to(invitation), settings)

    assert (outcome, await state(alice)) == (Outcome.IGNORED, "confirmed")


async def test_answer_to_the_invitation_before_signing_up_again_does_nothing(
    world: World, invitation: EmailMessage, settings: Settings, delivery: Delivery, post: Post
) -> None:
    await execute("UPDATE session SET seats_taken = 1")
    await execute("UPDATE registration SET state = 'cancelled', invitation_offset = 1")
    session = UUID(value_of(invitation, "UID"))
    again = await world.person(session=session, offset=1, days_ago=0)
    await tell(delivery, RegistrationConfirmed(registration=again))
    newer = post.mails()[-1]

    assert newer["from"] == invitation["from"]
    assert (await take(reply_to(invitation), settings), await state(again)) == (Outcome.IGNORED, "confirmed")
    late = reply_to(newer, message_id="<answer-2@reader.example>")
    assert (await take(late, settings), await state(again)) == (Outcome.DECLINED, "cancelled")


async def test_answer_after_the_meeting_began_does_nothing(
    alice: UUID, invitation: EmailMessage, settings: Settings
) -> None:
    await execute("UPDATE session SET starts_at = now() - interval '1 hour', sequence = 0")

    assert (await take(reply_to(invitation), settings), await state(alice)) == (Outcome.IGNORED, "confirmed")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Auto-Submitted", "auto-replied"),
        ("Precedence", "bulk"),
        ("List-Id", "<list.reader.example>"),
        ("Return-Path", "<>"),
    ],
)
async def test_automatic_answer_is_ignored(
    alice: UUID, invitation: EmailMessage, settings: Settings, name: str, value: str
) -> None:
    mail = reply_to(invitation)
    mail[name] = value

    assert (await take(mail, settings), await state(alice)) == (Outcome.IGNORED, "confirmed")


async def test_answer_that_a_calendar_sends_for_somebody_counts(
    alice: UUID, invitation: EmailMessage, settings: Settings
) -> None:
    mail = reply_to(invitation, "ACCEPTED")
    mail["Auto-Submitted"] = "auto-generated"

    assert await take(mail, settings) == Outcome.ACCEPTED


async def test_our_own_mail_that_comes_back_is_ignored(
    alice: UUID, invitation: EmailMessage, settings: Settings
) -> None:
    mail = words_to(invitation, "Hallo")
    mail.replace_header("From", str(invitation["from"]))

    assert await take(mail, settings) == Outcome.IGNORED


async def test_method_of_the_part_must_be_that_of_the_calendar(
    alice: UUID, invitation: EmailMessage, settings: Settings
) -> None:
    source = reply_to(invitation).as_bytes().replace(b'method="REPLY"', b'method="REQUEST"')
    assert b'method="REQUEST"' in source

    await receive(read_mail(source), [], reply_addresses(settings))

    assert await state(alice) == "confirmed"


async def test_proposal_of_another_time_is_answered_once_a_day(
    alice: UUID, invitation: EmailMessage, settings: Settings, delivery: Delivery, post: Post
) -> None:
    outcomes = [
        await take(reply_to(invitation, "DECLINED", method="COUNTER", message_id=f"<{each}@reader.example>"), settings)
        for each in range(2)
    ]
    await tell(delivery)

    _, answer = post.mails()
    assert (outcomes, await state(alice)) == ([Outcome.COUNTERED, Outcome.COUNTERED], "confirmed")
    assert "https://agenda.example/activities/telefoon" in text_of(answer)
    assert calendar_of(answer) is None


async def test_words_go_to_the_library(
    alice: UUID, invitation: EmailMessage, settings: Settings, delivery: Delivery, post: Post
) -> None:
    await execute("UPDATE organisation SET email = 'balie@waterland.example'")
    text = "Ik kom iets later.\n\nAlice\n\nOp 3 maart schreef Bibliotheek Waterland:\n> Je hebt een plek"

    outcome = await take(words_to(invitation, text), settings)
    await tell(delivery)

    _, forwarded = post.mails()
    assert (outcome, forwarded["to"]) == (Outcome.FORWARDED, "Bibliotheek Waterland <balie@waterland.example>")
    assert "Ik kom iets later." in text_of(forwarded)
    assert "alice@reader.example" in text_of(forwarded)
    assert "Je hebt een plek" not in text_of(forwarded)


async def test_words_are_forgotten_a_day_after_the_library_has_them(
    invitation: EmailMessage, settings: Settings, delivery: Delivery
) -> None:
    await execute("UPDATE organisation SET email = 'balie@waterland.example'")
    await take(words_to(invitation, "Ik ben ziek."), settings)

    await forget_links(datetime.now(UTC) + timedelta(days=2))
    waiting = await forwarded()
    await tell(delivery)
    await forget_links(datetime.now(UTC) + timedelta(days=2))

    assert (waiting, await forwarded()) == (1, 0)


async def test_words_go_with_who_wrote_them(alice: UUID, invitation: EmailMessage, settings: Settings) -> None:
    await execute("UPDATE organisation SET email = 'balie@waterland.example'")
    await take(words_to(invitation, "Ik ben ziek."), settings)

    await forget_messages([alice])

    assert await forwarded() == 0


async def forwarded() -> int:
    number: int = await fetch_value("SELECT count(*) FROM message WHERE kind = 'forwarded'")
    return number


async def test_words_without_a_library_to_read_them_are_answered(
    alice: UUID, invitation: EmailMessage, settings: Settings, delivery: Delivery, post: Post
) -> None:
    await take(words_to(invitation, "Ik kom iets later."), settings)
    await tell(delivery)

    _, answer = post.mails()
    assert answer["to"] == "Alice Jansen <alice@reader.example>"
    assert "010 555 01 01" in text_of(answer)


async def test_declined_meeting_of_a_group_keeps_the_place(
    settings: Settings, delivery: Delivery, post: Post, database: None
) -> None:
    world = await make_world(form=Form.COHORT)
    sessions = [await world.session(local(20 + 7 * week)) for week in range(3)]
    alice = await world.person()
    await tell(delivery, RegistrationConfirmed(registration=alice))
    second = f"RECURRENCE-ID:{local(27):%Y%m%dT%H%M%SZ}"

    outcome = await take(reply_to(post.the_mail(), occurrence=second), settings)

    assert (outcome, await state(alice)) == (Outcome.DECLINED, "confirmed")
    assert await absences(alice) == [sessions[1]]
    accepted = reply_to(post.the_mail(), "ACCEPTED", occurrence=second, message_id="<answer-2@reader.example>")
    assert (await take(accepted, settings), await absences(alice)) == (Outcome.ACCEPTED, [])


async def test_declined_series_gives_the_place_back(
    settings: Settings, delivery: Delivery, post: Post, database: None
) -> None:
    world = await make_world(form=Form.COHORT)
    for week in range(3):
        await world.session(local(20 + 7 * week))
    alice = await world.person()
    await execute("UPDATE edition SET seats_taken = 1")
    await tell(delivery, RegistrationConfirmed(registration=alice))

    outcome = await take(reply_to(post.the_mail()), settings)

    assert (outcome, await state(alice)) == (Outcome.DECLINED, "cancelled")


async def test_declined_meeting_of_an_uneven_group_keeps_the_place(
    settings: Settings, delivery: Delivery, post: Post, database: None
) -> None:
    world = await make_world(form=Form.COHORT)
    for day in (20, 27, 41):
        await world.session(local(day))
    alice = await world.person()
    await tell(delivery, RegistrationConfirmed(registration=alice))
    second = sorted(post.mails(), key=lambda mail: value_of(mail, "DTSTART"))[1]

    outcome = await take(reply_to(second), settings)

    assert (outcome, await state(alice)) == (Outcome.DECLINED, "confirmed")
    assert [str(each) for each in await absences(alice)] == [value_of(second, "UID")]


async def test_series_with_a_changed_meeting_can_still_be_declined(
    settings: Settings, delivery: Delivery, post: Post, database: None
) -> None:
    world = await make_world(form=Form.COHORT)
    sessions = [await world.session(local(20 + 7 * week)) for week in range(3)]
    alice = await world.person()
    await execute("UPDATE edition SET seats_taken = 1")
    await tell(delivery, RegistrationConfirmed(registration=alice))
    fact: SessionMoved = await moved(sessions[1], await move(sessions[1], local(28)), 27)
    await tell(delivery, fact)

    outcome = await take(reply_to(post.mails()[0]), settings)

    assert (outcome, await state(alice)) == (Outcome.DECLINED, "cancelled")


async def absences(registration: UUID) -> list[UUID]:
    rows = await fetch("SELECT session FROM attendance WHERE registration = $1 AND presence = 'absent'", registration)
    return [row["session"] for row in rows]


async def test_report_of_failure_marks_the_address_that_we_sent_to(
    alice: UUID, invitation: EmailMessage, settings: Settings
) -> None:
    message = await fetch_value("SELECT id FROM message")
    to = reply_addresses(settings).bounces(message)

    outcome = await receive(read_mail(report("failed", "5.1.1")), [to or ""], reply_addresses(settings))

    rows = await fetch("SELECT email, permanent, status FROM undeliverable_address")
    assert (outcome, [tuple(row) for row in rows]) == (Outcome.BOUNCED, [("alice@reader.example", True, "5.1.1")])


async def test_report_of_a_full_mailbox_is_only_counted(
    alice: UUID, invitation: EmailMessage, settings: Settings
) -> None:
    to = reply_addresses(settings).bounces(await fetch_value("SELECT id FROM message"))

    await receive(read_mail(report("failed", "4.2.2")), [to or ""], reply_addresses(settings))

    assert await fetch_value("SELECT permanent FROM undeliverable_address") is False


@pytest.mark.parametrize(("action", "status"), [("delayed", "4.4.1"), ("delivered", "2.0.0"), ("failed", "no code")])
async def test_other_reports_do_nothing(
    alice: UUID, invitation: EmailMessage, settings: Settings, action: str, status: str
) -> None:
    to = reply_addresses(settings).bounces(await fetch_value("SELECT id FROM message"))

    outcome = await receive(read_mail(report(action, status)), [to or ""], reply_addresses(settings))

    assert (outcome, await fetch_value("SELECT count(*) FROM undeliverable_address")) == (Outcome.IGNORED, 0)


async def test_report_at_an_address_for_answers_marks_nobody(
    alice: UUID, invitation: EmailMessage, settings: Settings
) -> None:
    to = reply_addresses(settings).answers(alice).email

    outcome = await receive(read_mail(report("failed", "5.1.1")), [to], reply_addresses(settings))

    assert (outcome, await fetch_value("SELECT count(*) FROM undeliverable_address")) == (Outcome.IGNORED, 0)


def report(action: str, status: str) -> bytes:
    """What a mail server sends back (RFC 3464)."""
    return f"""From: MAILER-DAEMON@relay.example\r
Message-ID: <report@relay.example>\r
Auto-Submitted: auto-replied\r
MIME-Version: 1.0\r
Content-Type: multipart/report; report-type=delivery-status; boundary="="\r
\r
--=\r
Content-Type: text/plain\r
\r
Sorry.\r
--=\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; relay.example\r
\r
Final-Recipient: rfc822; somebody@else.example\r
Action: {action}\r
Status: {status} (bad destination mailbox address)\r
\r
--=--\r
""".encode()
