"""Each fact becomes its mail, through the database and a real SMTP server."""

import re
from collections.abc import Sequence
from email.message import EmailMessage

import pytest

from content_links.vocabulary import Phase
from database.transaction import execute, fetch, fetch_value
from events.facts import (
    RegistrationCancelled,
    RegistrationConfirmed,
    RegistrationWaiting,
    SessionCancelled,
    SessionMoved,
)
from events.vocabulary import Form, RegistrationState
from notifications.composing import HANDLERS
from notifications.delivery import Delivery
from outbox.recording import RecordedFact, record
from outbox.relay import relay
from tests.notifications.mails import Post, calendar_of, html_of, text_of
from tests.notifications.worlds import AMSTERDAM, cancel_registration, local, make_world, move
from web.dates import period_in_words
from web.i18n import Locale

pytestmark = pytest.mark.usefixtures("database")


async def tell(delivery: Delivery, *facts: RecordedFact) -> None:
    """What is due at once is sent, and then what was gathered."""
    await record(*facts)
    await relay(HANDLERS)
    await deliver_all(delivery)
    await execute("UPDATE message SET due_at = now() WHERE kind = 'update' AND state = 'pending' AND attempts = 0")
    await deliver_all(delivery)


async def deliver_all(delivery: Delivery) -> None:
    while await delivery.deliver():
        pass


def lines(calendar: str | None, *names: str) -> list[str]:
    """The property lines with these names, in order."""
    assert calendar is not None
    return [line for line in calendar.splitlines() if line.split(":")[0].split(";")[0] in names]


def subjects(mails: Sequence[EmailMessage]) -> list[str]:
    return [str(mail["subject"]) for mail in mails]


async def test_confirmed_registration_gets_an_invitation(delivery: Delivery, post: Post) -> None:
    world = await make_world()
    session = await world.session(local(14))
    alice = await world.person(session=session)
    await world.package(Phase.PREPARE, "Klik & Tik online")

    await tell(delivery, RegistrationConfirmed(registration=alice))

    mail = post.the_mail()
    when = _when(14, "nl")
    sender = re.fullmatch(r"Bibliotheek Waterland <(agenda\+r[a-z2-7]{42}@waterland\.example)>", str(mail["from"]))
    assert sender is not None
    assert mail["to"] == "Alice Jansen <alice@reader.example>"
    assert mail["subject"] == f"Je hebt een plek: Omgaan met je telefoon, {when.partition(',')[0]}, 10.00 uur"
    assert mail["auto-submitted"] == "auto-generated"
    message = await fetch_value("SELECT id FROM message")
    assert mail["message-id"] == f"<{message}@waterland.example>"
    for part in (text_of(mail), html_of(mail)):
        assert when in part
        assert "Centrale, Hoogstraat 1, 3011 PV Waterstad" in part
        assert "https://agenda.example/my/" in part
        assert "https://agenda.example/open/" in part
        assert "010 555 01 01" in part
        assert "Bibliotheek Waterland" in part
    calendar = calendar_of(mail)
    assert lines(calendar, "METHOD", "UID", "SEQUENCE", "STATUS") == [
        "METHOD:REQUEST",
        f"UID:{session}",
        "SEQUENCE:1",  # the linked package was a change that calendars show
        "STATUS:CONFIRMED",
    ]
    assert "mailto:alice@reader.example" in lines(calendar, "ATTENDEE")[0]
    assert lines(calendar, "ORGANIZER") == [f"ORGANIZER;CN=Bibliotheek Waterland:mailto:{sender[1]}"]


async def test_confirmed_registration_in_english_reads_english(delivery: Delivery, post: Post) -> None:
    world = await make_world()
    alice = await world.person(session=await world.session(local(14)), locale="en", party_size=3)

    await tell(delivery, RegistrationConfirmed(registration=alice))

    mail = post.the_mail()
    assert str(mail["subject"]).startswith("You have a place: Omgaan met je telefoon, ")
    assert "You come with 3 people." in text_of(mail)
    assert _when(14, "en") in text_of(mail)
    assert mail["content-language"] == "en"


async def test_promoted_registration_gets_an_invitation_that_says_so(delivery: Delivery, post: Post) -> None:
    world = await make_world()
    alice = await world.person(session=await world.session(local(14)))

    await tell(delivery, RegistrationConfirmed(registration=alice, promoted=True))

    mail = post.the_mail()
    assert str(mail["subject"]).startswith("Er is een plek voor je: ")
    assert lines(calendar_of(mail), "METHOD") == ["METHOD:REQUEST"]


async def test_waiting_registration_gets_a_mail_without_invitation(delivery: Delivery, post: Post) -> None:
    world = await make_world()
    alice = await world.person(session=await world.session(local(14)), state=RegistrationState.WAITING)

    await tell(delivery, RegistrationWaiting(registration=alice))

    mail = post.the_mail()
    assert str(mail["subject"]).startswith("Je staat op de wachtlijst: ")
    assert calendar_of(mail) is None


async def test_cancelled_registration_takes_the_invitation_back(delivery: Delivery, post: Post) -> None:
    world = await make_world()
    session = await world.session(local(14))
    alice = await world.person(session=session)
    await tell(delivery, RegistrationConfirmed(registration=alice))
    await cancel_registration(alice)

    await tell(delivery, RegistrationCancelled(registration=alice, by="attendee", had_place=True))

    invitation, cancellation = post.mails()
    assert lines(calendar_of(invitation), "METHOD", "UID", "SEQUENCE") == [
        "METHOD:REQUEST",
        f"UID:{session}",
        "SEQUENCE:0",
    ]
    assert lines(calendar_of(cancellation), "METHOD", "UID", "SEQUENCE", "STATUS") == [
        "METHOD:CANCEL",
        f"UID:{session}",
        "SEQUENCE:1",
        "STATUS:CANCELLED",
    ]
    assert lines(calendar_of(cancellation), "DTSTAMP") > lines(calendar_of(invitation), "DTSTAMP")
    assert "Je hebt je plek teruggegeven" in text_of(cancellation)


async def test_registration_cancelled_by_staff_says_so(delivery: Delivery, post: Post) -> None:
    world = await make_world()
    alice = await world.person(session=await world.session(local(14)))
    await cancel_registration(alice)

    await tell(delivery, RegistrationCancelled(registration=alice, by="staff", had_place=True))

    assert "De bibliotheek heeft je afgemeld" in text_of(post.the_mail())


async def test_cancelled_waiting_registration_gets_a_plain_mail(delivery: Delivery, post: Post) -> None:
    world = await make_world()
    alice = await world.person(session=await world.session(local(14)), state=RegistrationState.WAITING)
    await cancel_registration(alice)

    await tell(delivery, RegistrationCancelled(registration=alice, by="attendee", had_place=False))

    mail = post.the_mail()
    assert str(mail["subject"]).startswith("Je staat niet meer op de wachtlijst: ")
    assert calendar_of(mail) is None


async def test_moved_session_updates_those_with_a_place_only(delivery: Delivery, post: Post) -> None:
    world = await make_world()
    session = await world.session(local(14))
    alice = await world.person(session=session)
    await world.person(session=session, email="bob@reader.example", state=RegistrationState.WAITING)
    await world.person(session=session, email=None)
    await tell(delivery, RegistrationConfirmed(registration=alice))
    sequence = await move(session, local(15, 13))

    await tell(delivery, await moved(session, sequence, 14))

    _, update = post.mails()
    assert update["to"] == "Alice Jansen <alice@reader.example>"
    assert str(update["subject"]).startswith("Veranderd: ")
    was_and_is = f"was {_when(14, 'nl')}, wordt {_when(15, 'nl', 13)}"
    assert was_and_is in text_of(update)
    assert was_and_is in html_of(update)
    assert lines(calendar_of(update), "METHOD", "UID", "SEQUENCE") == [
        "METHOD:REQUEST",
        f"UID:{session}",
        f"SEQUENCE:{sequence}",
    ]


async def test_session_in_another_room_says_what_it_was(delivery: Delivery, post: Post) -> None:
    world = await make_world()
    session = await world.session(local(14))
    await world.person(session=session)
    await execute("UPDATE session SET room = $2 WHERE id = $1", session, world.room.id)

    await tell(delivery, await moved(session, 1, 14))

    text = text_of(post.the_mail())
    here = "Hoogstraat 1, 3011 PV Waterstad"
    assert f"Waar: was Centrale, {here}, wordt Centrale, Leeszaal, {here}" in text
    assert f"Wanneer: {_when(14, 'nl')}" in text


async def test_session_moved_twice_before_delivery_is_told_once(delivery: Delivery, post: Post) -> None:
    world = await make_world()
    session = await world.session(local(14))
    await world.person(session=session)
    first = await move(session, local(15))
    second = await move(session, local(16))

    await tell(delivery, await moved(session, first, 14), await moved(session, second, 15))

    assert f"was {_when(14, 'nl')}, wordt {_when(16, 'nl')}" in text_of(post.the_mail())


async def test_session_moved_before_the_confirmation_went_out_is_told_once(delivery: Delivery, post: Post) -> None:
    world = await make_world()
    session = await world.session(local(14))
    alice = await world.person(session=session)
    sequence = await move(session, local(15))

    await tell(delivery, RegistrationConfirmed(registration=alice), await moved(session, sequence, 14))

    assert _when(15, "nl") in text_of(post.the_mail())


async def test_session_moved_back_before_delivery_is_not_told(delivery: Delivery, post: Post) -> None:
    world = await make_world()
    session = await world.session(local(14))
    await world.person(session=session)
    sequence = await move(session, local(15))
    await move(session, local(14))

    await tell(delivery, await moved(session, sequence, 14))

    assert post.mails() == []


async def test_cancelled_session_is_told_to_everybody_with_the_reason(delivery: Delivery, post: Post) -> None:
    world = await make_world()
    session, other = await world.session(local(14)), await world.session(local(21))
    await world.person(session=session)
    await world.person(session=session, email="bob@reader.example", state=RegistrationState.WAITING)
    await world.person(session=other, email="carol@reader.example")
    await execute("UPDATE session SET state = 'cancelled', cancel_reason = 'De docent is ziek.' WHERE id = $1", session)

    await tell(delivery, SessionCancelled(session=session, sequence=1, reason="De docent is ziek."))

    mails = {str(mail["to"]): mail for mail in post.mails()}
    assert set(mails) == {"Alice Jansen <alice@reader.example>", "Alice Jansen <bob@reader.example>"}
    alice, bob = mails.values() if "alice" in next(iter(mails)) else reversed(mails.values())
    assert lines(calendar_of(alice), "METHOD", "UID", "SEQUENCE") == ["METHOD:CANCEL", f"UID:{session}", "SEQUENCE:1"]
    assert calendar_of(bob) is None
    for mail in (alice, bob):
        assert "De docent is ziek." in text_of(mail)
        assert f"- {_when(21, 'nl')}: Centrale" in text_of(mail)


async def test_walk_in_and_people_without_mail_get_nothing(delivery: Delivery, post: Post) -> None:
    world = await make_world(form=Form.WALK_IN)
    session = await world.session(local(14))
    alice = await world.person(session=session)
    bob = await world.person(session=session, email=None)

    await tell(
        delivery,
        RegistrationConfirmed(registration=alice),
        RegistrationConfirmed(registration=bob),
        SessionCancelled(session=session, sequence=1, reason=""),
    )

    assert await fetch_value("SELECT count(*) FROM message") == 0


async def test_fact_handled_twice_makes_one_mail(delivery: Delivery, post: Post) -> None:
    world = await make_world()
    alice = await world.person(session=await world.session(local(14)))

    await tell(delivery, RegistrationConfirmed(registration=alice))
    await tell(delivery, RegistrationConfirmed(registration=alice))

    assert len(post.mails()) == 1


async def test_confirmation_of_a_place_given_back_meanwhile_is_dropped(delivery: Delivery, post: Post) -> None:
    world = await make_world()
    alice = await world.person(session=await world.session(local(14)))
    await cancel_registration(alice)

    await tell(delivery, RegistrationConfirmed(registration=alice))

    assert post.mails() == []
    assert [tuple(row) for row in await fetch("SELECT state, last_error FROM message")] == [
        ("dropped", "the registration is cancelled")
    ]


async def test_neutral_title_hides_what_it_is_about(delivery: Delivery, post: Post) -> None:
    world = await make_world(title="Leren lezen", neutral_title="Afspraak in de bibliotheek")
    session = await world.session(local(14))
    alice = await world.person(session=session)
    await world.package(Phase.PREPARE, "Lees en schrijf")

    await tell(delivery, RegistrationConfirmed(registration=alice))

    mail = post.the_mail()
    assert str(mail["subject"]).startswith("Je hebt een plek: Afspraak in de bibliotheek, ")
    assert lines(calendar_of(mail), "SUMMARY", "URL", "LINK") == ["SUMMARY:Afspraak in de bibliotheek"]
    for part in (text_of(mail), html_of(mail), calendar_of(mail) or ""):
        assert "lezen" not in part.lower()
        assert "schrijf" not in part.lower()
        assert "telefoon" not in part  # the slug of the activity


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        "Alice\r\nBcc: everybody@reader.example",
        'Alice "A" Jansen; ROLE=CHAIR:mailto:x',
        "{{ 7 * 7 }} %(title)s %s",
        "Zoë Ünal 🙂",
        "a" * 120,
    ],
)
async def test_unsafe_names_stay_names(delivery: Delivery, post: Post, name: str) -> None:
    world = await make_world()
    alice = await world.person(session=await world.session(local(14)), name=name)

    await tell(delivery, RegistrationConfirmed(registration=alice))

    mail = post.the_mail()
    assert mail["bcc"] is None
    assert [address.addr_spec for address in mail["to"].addresses] == ["alice@reader.example"]
    assert f"Dag {' '.join(name.split())}," in text_of(mail)
    assert "<script>" not in html_of(mail)
    assert len(lines(calendar_of(mail), "ATTENDEE")) == 1


async def moved(session: object, sequence: int, former_days: int) -> SessionMoved:
    location = await fetch_value("SELECT location FROM session WHERE id = $1", session)
    return SessionMoved.model_validate(
        {
            "session": session,
            "sequence": sequence,
            "former_starts_at": local(former_days),
            "former_ends_at": local(former_days, 12),
            "former_location": location,
            "former_room": None,
        }
    )


def _when(days: int, locale: Locale, hour: int = 10) -> str:
    """The two hours from then on, as the mail says them."""
    start, end = local(days, hour), local(days, hour + 2)
    return period_in_words(start.astimezone(AMSTERDAM), end.astimezone(AMSTERDAM), locale)
