"""Invitations for people who sign up for all sessions of an edition at once."""

import re
from email.message import EmailMessage

import pytest

from database.transaction import execute
from events.facts import RegistrationCancelled, RegistrationConfirmed, SessionCancelled
from events.vocabulary import Form
from notifications.delivery import Delivery
from notifications.invitations import series_uid
from tests.notifications.mails import Post, calendar_of, text_of
from tests.notifications.test_delivery_of_facts import lines, moved, tell
from tests.notifications.worlds import AMSTERDAM, cancel_registration, local, make_world, move

pytestmark = pytest.mark.usefixtures("database")

FIRST = 20
"""Days from today to the first session."""


async def test_evenly_spaced_cohort_gets_one_recurring_invitation(delivery: Delivery, post: Post) -> None:
    world = await make_world(form=Form.COHORT)
    for week in range(4):
        await world.session(local(FIRST + 7 * week))
    alice = await world.person()

    await tell(delivery, RegistrationConfirmed(registration=alice))

    mail = post.the_mail()
    assert lines(vevent(mail), "UID", "SEQUENCE", "RRULE") == [
        f"UID:{series_uid(world.edition.id)}",
        "SEQUENCE:0",
        "RRULE:FREQ=WEEKLY;COUNT=4",
    ]
    assert lines(calendar_of(mail), "METHOD") == ["METHOD:REQUEST"]
    assert "alle 4 bijeenkomsten in je agenda" in text_of(mail)


async def test_moved_session_of_a_series_is_one_changed_occurrence(delivery: Delivery, post: Post) -> None:
    world = await make_world(form=Form.COHORT)
    sessions = [await world.session(local(FIRST + 7 * week)) for week in range(4)]
    alice = await world.person()
    await tell(delivery, RegistrationConfirmed(registration=alice))
    sequence = await move(sessions[2], local(FIRST + 15, 13))

    await tell(delivery, await moved(sessions[2], sequence, FIRST + 14))

    _, update = post.mails()
    recurrence = f"{local(FIRST + 14).astimezone(AMSTERDAM):%Y%m%dT%H%M%S}"
    assert lines(calendar_of(update), "METHOD", "UID", "SEQUENCE", "RECURRENCE-ID") == [
        "METHOD:REQUEST",
        f"UID:{series_uid(world.edition.id)}",
        "SEQUENCE:1",
        f"RECURRENCE-ID;TZID=Europe/Amsterdam:{recurrence}",
    ]
    assert "RRULE" not in vevent(update)


async def test_session_of_a_series_moved_twice_keeps_its_recurrence_id(delivery: Delivery, post: Post) -> None:
    world = await make_world(form=Form.COHORT)
    sessions = [await world.session(local(FIRST + 7 * week)) for week in range(3)]
    alice = await world.person()
    await tell(delivery, RegistrationConfirmed(registration=alice))
    first = await move(sessions[1], local(FIRST + 8))
    await tell(delivery, await moved(sessions[1], first, FIRST + 7))
    second = await move(sessions[1], local(FIRST + 9))

    await tell(delivery, await moved(sessions[1], second, FIRST + 8))

    _, one, two = post.mails()
    assert lines(calendar_of(one), "RECURRENCE-ID") == lines(calendar_of(two), "RECURRENCE-ID")
    assert (lines(calendar_of(one), "SEQUENCE"), lines(calendar_of(two), "SEQUENCE")) == (
        ["SEQUENCE:1"],
        ["SEQUENCE:2"],
    )


async def test_cancelled_session_of_a_series_cancels_that_occurrence(delivery: Delivery, post: Post) -> None:
    world = await make_world(form=Form.COHORT)
    sessions = [await world.session(local(FIRST + 7 * week)) for week in range(3)]
    alice = await world.person()
    await tell(delivery, RegistrationConfirmed(registration=alice))
    await execute("UPDATE session SET state = 'cancelled' WHERE id = $1", sessions[0])

    await tell(delivery, SessionCancelled(session=sessions[0], sequence=1, reason=""))

    _, mail = post.mails()
    assert lines(calendar_of(mail), "METHOD", "SEQUENCE", "STATUS") == [
        "METHOD:CANCEL",
        "SEQUENCE:1",
        "STATUS:CANCELLED",
    ]
    assert len(lines(calendar_of(mail), "RECURRENCE-ID")) == 1


async def test_cancelled_registration_takes_the_whole_series_back(delivery: Delivery, post: Post) -> None:
    world = await make_world(form=Form.COHORT)
    sessions = [await world.session(local(FIRST + 7 * week)) for week in range(3)]
    alice = await world.person()
    await tell(delivery, RegistrationConfirmed(registration=alice))
    sequence = await move(sessions[1], local(FIRST + 8))
    await tell(delivery, await moved(sessions[1], sequence, FIRST + 7))
    await cancel_registration(alice)

    await tell(delivery, RegistrationCancelled(registration=alice, by="attendee", had_place=True))

    invitation, _, cancellation = post.mails()
    assert lines(calendar_of(cancellation), "METHOD", "UID", "SEQUENCE") == [
        "METHOD:CANCEL",
        f"UID:{series_uid(world.edition.id)}",
        "SEQUENCE:2",
    ]
    same = ("RRULE", "DTSTART", "DTEND")
    assert lines(vevent(cancellation), *same) == lines(vevent(invitation), *same)


async def test_uneven_cohort_gets_a_mail_for_each_session(delivery: Delivery, post: Post) -> None:
    world = await make_world(form=Form.COHORT)
    sessions = [await world.session(local(FIRST + day)) for day in (0, 7, 21)]
    alice = await world.person()

    await tell(delivery, RegistrationConfirmed(registration=alice))

    mails = sorted(post.mails(), key=lambda mail: lines(vevent(mail), "DTSTART"))
    assert [lines(vevent(mail), "UID", "RRULE")[0] for mail in mails] == [f"UID:{each}" for each in sessions]
    assert "Er zijn 3 bijeenkomsten." in text_of(mails[0])
    assert [_ending(str(mail["subject"])) for mail in mails[1:]] == ["(bijeenkomst 2 van 3)", "(bijeenkomst 3 van 3)"]


async def test_cancelled_registration_of_an_uneven_cohort_takes_each_session_back(
    delivery: Delivery, post: Post
) -> None:
    world = await make_world(form=Form.COHORT)
    sessions = [await world.session(local(FIRST + day)) for day in (0, 7, 21)]
    alice = await world.person()
    await tell(delivery, RegistrationConfirmed(registration=alice))
    await cancel_registration(alice)

    await tell(delivery, RegistrationCancelled(registration=alice, by="attendee", had_place=True))

    cancels = [calendar_of(mail) for mail in post.mails() if "METHOD:CANCEL" in (calendar_of(mail) or "")]
    assert {lines(each, "UID")[0] for each in cancels} == {f"UID:{each}" for each in sessions}


async def test_cohort_in_two_places_gets_a_mail_for_each_session(delivery: Delivery, post: Post) -> None:
    world = await make_world(form=Form.COHORT)
    sessions = [await world.session(local(FIRST + day)) for day in (0, 7)]
    await execute("UPDATE session SET room = $2 WHERE id = $1", sessions[1], world.room.id)
    alice = await world.person()

    await tell(delivery, RegistrationConfirmed(registration=alice))

    assert len(post.mails()) == 2


async def test_form_without_end_gets_the_first_session_and_the_feed(delivery: Delivery, post: Post) -> None:
    world = await make_world(form=Form.GUIDED_TRACK)
    sessions = [await world.session(local(FIRST + 7 * week)) for week in range(5)]
    alice = await world.person()

    await tell(delivery, RegistrationConfirmed(registration=alice))

    mail = post.the_mail()
    assert lines(calendar_of(mail), "UID") == [f"UID:{sessions[0]}"]
    assert f"https://agenda.example/editions/{world.edition.id}.ics" in text_of(mail)


async def test_moved_session_of_a_form_without_end_has_its_own_uid(delivery: Delivery, post: Post) -> None:
    world = await make_world(form=Form.GUIDED_TRACK)
    sessions = [await world.session(local(FIRST + 7 * week)) for week in range(3)]
    await world.person()
    sequence = await move(sessions[2], local(FIRST + 15))

    await tell(delivery, await moved(sessions[2], sequence, FIRST + 14))

    assert lines(calendar_of(post.the_mail()), "UID") == [f"UID:{sessions[2]}"]


async def test_edition_without_sessions_is_confirmed_without_invitation(delivery: Delivery, post: Post) -> None:
    world = await make_world(form=Form.COHORT)
    alice = await world.person()

    await tell(delivery, RegistrationConfirmed(registration=alice))

    assert post.the_mail()["subject"] == "Je hebt een plek: Omgaan met je telefoon"
    assert calendar_of(post.the_mail()) is None


def vevent(mail: EmailMessage) -> str:
    """The event alone: a VTIMEZONE has DTSTART and RRULE too."""
    found = re.search("BEGIN:VEVENT.*END:VEVENT", calendar_of(mail) or "", re.DOTALL)
    assert found is not None
    return found.group()


def _ending(subject: str) -> str:
    return subject[subject.index("(") :]
