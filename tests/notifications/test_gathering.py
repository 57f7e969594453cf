"""Changes of a while are one mail that tells how it was and how it is in the end."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from database.transaction import execute, fetch, fetch_value
from events.facts import (
    RegistrationCancelled,
    RegistrationConfirmed,
    RegistrationFinished,
    SessionCancelled,
    SessionReinstated,
)
from events.single_sessions import add_session
from events.vocabulary import Form
from notifications.composing import HANDLERS
from notifications.delivery import Delivery
from notifications.gathering import WAITING
from notifications.invitations import series_uid
from notifications.inviting import MOST_PARTS
from outbox.recording import RecordedFact, record
from outbox.relay import relay
from places.locating import change_location
from places.schemas import LocationDetails
from places.vocabulary import LocationKind
from tests.notifications.mails import Post, calendar_of, text_of
from tests.notifications.test_delivery_of_facts import lines, moved, tell
from tests.notifications.test_invitations_of_editions import vevent
from tests.notifications.worlds import AMSTERDAM, World, cancel_registration, local, make_world, move
from web.dates import period_in_words

pytestmark = pytest.mark.usefixtures("database")

FIRST = 20


async def put_in_line(delivery: Delivery, *facts: RecordedFact) -> None:
    """And send what is due by now."""
    await record(*facts)
    await relay(HANDLERS)
    while await delivery.deliver():
        pass


async def edit(session: UUID, was: int, becomes: int, hour: int = 10) -> RecordedFact:
    """Moves the session from one day to another, as days from now."""
    return await moved(session, await move(session, local(becomes, hour)), was)


async def replan(sessions: Sequence[UUID], *, by: int = 1) -> list[RecordedFact]:
    """Moves a weekly series so many days."""
    return [await edit(each, FIRST + 7 * week, FIRST + 7 * week + by) for week, each in enumerate(sessions)]


async def a_cohort(delivery: Delivery, meetings: int = 4) -> tuple[World, list[UUID], UUID]:
    """A weekly course, and Alice, who has the invitation."""
    world = await make_world(form=Form.COHORT)
    sessions = [await world.session(local(FIRST + 7 * week)) for week in range(meetings)]
    alice = await world.person()
    await tell(delivery, RegistrationConfirmed(registration=alice))
    return world, sessions, alice


async def change_branch(*, street: str, name: str = "Centrale") -> None:
    kind = LocationKind.BRANCH
    await change_location(slug="centrale", details=LocationDetails(key="centrale", name=name, kind=kind, street=street))


async def states() -> list[str]:
    rows = await fetch("SELECT kind, state FROM message ORDER BY created_at")
    return [f"{row['kind']} {row['state']}" for row in rows]


def when(days: int, hour: int = 10) -> str:
    start = local(days, hour).astimezone(AMSTERDAM)
    return period_in_words(start, start + timedelta(hours=2), "nl")


async def test_change_waits_for_others(delivery: Delivery, post: Post) -> None:
    world = await make_world()
    session = await world.session(local(14))
    await world.person(session=session)

    await put_in_line(delivery, await edit(session, 14, 15))

    due_at = await fetch_value("SELECT due_at FROM message")
    assert post.mails() == []
    assert abs(due_at - datetime.now(UTC) - WAITING) < timedelta(seconds=30)


async def test_five_changes_are_one_mail_of_how_it_was_and_is(delivery: Delivery, post: Post) -> None:
    world = await make_world()
    session = await world.session(local(14))
    alice = await world.person(session=session)
    await tell(delivery, RegistrationConfirmed(registration=alice))
    for was in range(14, 18):
        await put_in_line(delivery, await edit(session, was, was + 1))

    await tell(delivery, await edit(session, 18, 19))

    _, update = post.mails()
    assert f"was {when(14)}, wordt {when(19)}" in text_of(update)
    assert lines(calendar_of(update), "SEQUENCE") == ["SEQUENCE:5"]


async def test_later_changes_do_not_put_it_off(delivery: Delivery) -> None:
    world = await make_world()
    session = await world.session(local(14))
    await world.person(session=session)
    await put_in_line(delivery, await edit(session, 14, 15))
    first = await fetch_value("SELECT due_at FROM message")

    await put_in_line(delivery, await edit(session, 15, 16))

    assert [row["due_at"] for row in await fetch("SELECT due_at FROM message")] == [first]


async def test_change_that_is_taken_back_sends_nothing(delivery: Delivery, post: Post) -> None:
    world = await make_world()
    session = await world.session(local(14))
    await world.person(session=session)
    await put_in_line(delivery, await edit(session, 14, 15))

    await tell(delivery, await edit(session, 15, 14))

    assert post.mails() == []


@pytest.mark.parametrize(
    ("was", "becomes"), [(timedelta(hours=2), timedelta(days=3)), (timedelta(days=3), timedelta(hours=2))]
)
async def test_what_begins_soon_is_told_at_once(
    delivery: Delivery, post: Post, was: timedelta, becomes: timedelta
) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    world = await make_world()
    session = await world.session(now + was)
    await world.person(session=session)
    fact = await moved(session, await move(session, now + becomes), 0)
    starts_at = now + was
    told = fact.model_copy(update={"former_starts_at": starts_at, "former_ends_at": starts_at + timedelta(hours=2)})

    await put_in_line(delivery, told)

    assert len(post.mails()) == 1


async def test_cancellation_goes_at_once_and_the_change_not_at_all(delivery: Delivery, post: Post) -> None:
    world = await make_world()
    session = await world.session(local(14))
    alice = await world.person(session=session)
    await tell(delivery, RegistrationConfirmed(registration=alice))
    await put_in_line(delivery, await edit(session, 14, 15))
    await execute("UPDATE session SET state = 'cancelled'")
    sequence = await fetch_value("SELECT sequence FROM session")

    await put_in_line(delivery, SessionCancelled(session=session, sequence=sequence, reason=""))

    _, cancellation = post.mails()
    assert lines(calendar_of(cancellation), "METHOD", "SEQUENCE") == ["METHOD:CANCEL", "SEQUENCE:2"]
    await tell(delivery)
    assert len(post.mails()) == 2


async def test_place_given_back_while_a_change_waits_is_one_cancellation(delivery: Delivery, post: Post) -> None:
    world = await make_world()
    session = await world.session(local(14))
    alice = await world.person(session=session)
    await tell(delivery, RegistrationConfirmed(registration=alice))
    await put_in_line(delivery, await edit(session, 14, 15))
    await cancel_registration(alice)

    await tell(delivery, RegistrationCancelled(registration=alice, by="attendee", had_place=True))

    _, cancellation = post.mails()
    assert lines(calendar_of(cancellation), "METHOD", "SEQUENCE") == ["METHOD:CANCEL", "SEQUENCE:2"]


async def test_reinstated_session_that_moved_meanwhile_is_told_once(delivery: Delivery, post: Post) -> None:
    world = await make_world()
    session = await world.session(local(14))
    await world.person(session=session)
    await execute("UPDATE session SET state = 'cancelled'")
    await tell(delivery, SessionCancelled(session=session, sequence=1, reason=""))
    await execute("UPDATE session SET state = 'scheduled'")
    change = await edit(session, 14, 15)

    await tell(delivery, SessionReinstated(session=session, sequence=2), change)

    assert [str(mail["subject"]).partition(":")[0] for mail in post.mails()] == ["Gaat niet door", "Gaat toch door"]


async def test_replanned_series_is_one_invitation(delivery: Delivery, post: Post) -> None:
    world, sessions, _ = await a_cohort(delivery)

    await tell(delivery, *await replan(sessions))

    _, update = post.mails()
    start = local(FIRST + 1).astimezone(AMSTERDAM)
    assert lines(vevent(update), "UID", "SEQUENCE", "DTSTART", "RRULE") == [
        f"UID:{series_uid(world.edition.id)}",
        "SEQUENCE:4",
        f"DTSTART;TZID=Europe/Amsterdam:{start:%Y%m%dT%H%M%S}",
        "RRULE:FREQ=WEEKLY;COUNT=4",
    ]
    text = text_of(update)
    assert [text.count(each) for week in range(4) for each in (when(FIRST + 7 * week), when(FIRST + 7 * week + 1))] == [
        1
    ] * 8


async def test_changes_after_a_replanned_series_refer_to_its_new_plan(delivery: Delivery, post: Post) -> None:
    _, sessions, alice = await a_cohort(delivery)
    await tell(delivery, *await replan(sessions))

    await tell(delivery, await edit(sessions[2], FIRST + 15, FIRST + 16))
    await cancel_registration(alice)
    await tell(delivery, RegistrationCancelled(registration=alice, by="attendee", had_place=True))

    _, series, one, cancellation = post.mails()
    planned = local(FIRST + 15).astimezone(AMSTERDAM)
    assert lines(vevent(one), "RECURRENCE-ID") == [f"RECURRENCE-ID;TZID=Europe/Amsterdam:{planned:%Y%m%dT%H%M%S}"]
    assert lines(vevent(cancellation), "RRULE", "DTSTART") == lines(vevent(series), "RRULE", "DTSTART")


async def test_replanned_series_of_which_one_goes_elsewhere_is_told_by_meeting(delivery: Delivery, post: Post) -> None:
    _, sessions, _ = await a_cohort(delivery)
    await put_in_line(delivery, *await replan(sessions))

    await tell(delivery, await edit(sessions[1], FIRST + 8, FIRST + 9))

    _, *updates = post.mails()
    planned = [local(FIRST + 7 * week).astimezone(AMSTERDAM) for week in range(4)]
    assert sorted(lines(vevent(mail), "RECURRENCE-ID")[0] for mail in updates) == [
        f"RECURRENCE-ID;TZID=Europe/Amsterdam:{each:%Y%m%dT%H%M%S}" for each in planned
    ]
    texts = "".join(text_of(mail) for mail in updates)
    assert f"was {when(FIRST + 7)}, wordt {when(FIRST + 9)}" in texts


async def test_replanned_series_that_is_put_back_sends_nothing(delivery: Delivery, post: Post) -> None:
    _, sessions, _ = await a_cohort(delivery)
    await put_in_line(delivery, *await replan(sessions))

    back = [await edit(each, FIRST + 7 * week + 1, FIRST + 7 * week) for week, each in enumerate(sessions)]
    await tell(delivery, *back)

    assert len(post.mails()) == 1


async def test_meeting_called_off_while_a_replanned_series_waits(delivery: Delivery, post: Post) -> None:
    _, sessions, _ = await a_cohort(delivery)
    await put_in_line(delivery, *await replan(sessions))
    await execute("UPDATE session SET state = 'cancelled' WHERE id = $1", sessions[1])

    await put_in_line(delivery, SessionCancelled(session=sessions[1], sequence=2, reason=""))

    _, cancellation = post.mails()
    known = local(FIRST + 7).astimezone(AMSTERDAM)
    assert lines(vevent(cancellation), "RECURRENCE-ID") == [
        f"RECURRENCE-ID;TZID=Europe/Amsterdam:{known:%Y%m%dT%H%M%S}"
    ]
    await tell(delivery)
    _, _, *updates = post.mails()
    assert len([mail for mail in updates if lines(vevent(mail), "RECURRENCE-ID")]) == 3


async def test_meeting_that_is_added_to_a_course_is_an_invitation_of_its_own(delivery: Delivery, post: Post) -> None:
    world, _, alice = await a_cohort(delivery)
    starts_at = local(FIRST + 30)

    added = await add_session(edition=world.edition.id, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
    await tell(delivery)
    await cancel_registration(alice)
    await tell(delivery, RegistrationCancelled(registration=alice, by="attendee", had_place=True))

    _, invitation, *cancellations = post.mails()
    assert lines(calendar_of(invitation), "METHOD", "UID") == ["METHOD:REQUEST", f"UID:{added}"]
    assert "Er is een bijeenkomst bij gekomen" in text_of(invitation)
    assert [lines(vevent(mail), "UID")[0] for mail in cancellations] == [
        f"UID:{series_uid(world.edition.id)}",
        f"UID:{added}",
    ]


async def add_meetings(world: World, number: int) -> None:
    for day in range(number):
        starts_at = local(FIRST + 30 + day)
        await add_session(edition=world.edition.id, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))


async def test_as_many_meetings_as_a_sign_up_takes_are_invited_to_beside_the_series(delivery: Delivery) -> None:
    world, _, _ = await a_cohort(delivery)

    await add_meetings(world, MOST_PARTS)
    await put_in_line(delivery)

    assert (await states())[1:] == ["update pending"] * MOST_PARTS


async def test_more_meetings_than_a_sign_up_takes_mails_for_are_on_the_feed(delivery: Delivery) -> None:
    world, _, _ = await a_cohort(delivery)

    await add_meetings(world, MOST_PARTS + 1)
    await put_in_line(delivery)

    assert (await states())[1:] == []


async def test_added_meeting_that_moves_before_it_is_told_is_told_once(delivery: Delivery, post: Post) -> None:
    world, _, _ = await a_cohort(delivery)
    starts_at = local(FIRST + 30)
    added = await add_session(edition=world.edition.id, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))

    await tell(delivery, await edit(added, FIRST + 30, FIRST + 31))

    _, invitation = post.mails()
    assert when(FIRST + 31) in text_of(invitation)
    assert "was" not in text_of(invitation)


async def test_meeting_added_to_a_group_that_nobody_has_signed_up_for_tells_nobody(delivery: Delivery) -> None:
    world = await make_world(form=Form.COHORT)
    starts_at = local(FIRST)

    await add_session(edition=world.edition.id, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))

    assert await fetch_value("SELECT count(*) FROM fact") == 0


async def test_other_address_is_told_to_who_comes(delivery: Delivery, post: Post) -> None:
    world = await make_world()
    alice = await world.person(session=await world.session(local(14)))
    await tell(delivery, RegistrationConfirmed(registration=alice))

    await change_branch(street="Kade 7")
    await tell(delivery)

    _, update = post.mails()
    town = "3011 PV Waterstad"
    assert f"Waar: was Centrale, Hoogstraat 1, {town}, wordt Centrale, Kade 7, {town}" in text_of(update)
    assert lines(calendar_of(update), "SEQUENCE") == ["SEQUENCE:1"]


async def test_other_address_of_a_course_is_one_invitation(delivery: Delivery, post: Post) -> None:
    _, sessions, _ = await a_cohort(delivery)

    await change_branch(street="Kade 7")
    await tell(delivery)

    _, update = post.mails()
    assert lines(vevent(update), "RRULE") == ["RRULE:FREQ=WEEKLY;COUNT=4"]
    assert text_of(update).count("Kade 7") == len(sessions)


async def test_other_name_or_spelling_of_a_branch_is_told_to_nobody(delivery: Delivery) -> None:
    await a_cohort(delivery)

    await change_branch(name="Zuid", street="hoogstraat  1")

    assert await fetch_value("SELECT count(*) FROM fact WHERE kind = 'location_moved'") == 0


async def test_other_address_is_told_to_a_group_without_end_once(delivery: Delivery, post: Post) -> None:
    world = await make_world(form=Form.GUIDED_TRACK)
    for week in range(3):
        await world.session(local(FIRST + 7 * week))
    await world.person()

    await change_branch(street="Kade 7")
    await tell(delivery)

    assert len(post.mails()) == 1


async def test_address_that_is_put_back_is_told_to_nobody(delivery: Delivery, post: Post) -> None:
    world = await make_world()
    await world.person(session=await world.session(local(14)))
    await change_branch(street="Kade 7")
    await put_in_line(delivery)

    await change_branch(street="Hoogstraat 1")
    await tell(delivery)

    assert post.mails() == []


async def test_two_of_a_series_are_told_by_meeting(delivery: Delivery, post: Post) -> None:
    _, sessions, _ = await a_cohort(delivery)

    changes = [await edit(sessions[week], FIRST + 7 * week, FIRST + 7 * week + 1) for week in (1, 3)]
    await tell(delivery, *changes)

    _, *updates = post.mails()
    assert [len(lines(vevent(mail), "RECURRENCE-ID")) for mail in updates] == [1, 1]
    assert all(text_of(mail).count("wordt") == 1 for mail in updates)


async def test_who_has_had_all_meetings_is_not_invited_any_more(delivery: Delivery, post: Post) -> None:
    world = await make_world(form=Form.GUIDED_TRACK)
    session = await world.session(local(14))
    alice = await world.person()
    await tell(delivery, RegistrationConfirmed(registration=alice))
    await execute("UPDATE registration SET state = 'finished', invitation_offset = 1, changed_at = now()")

    await tell(delivery, RegistrationFinished(registration=alice))

    _, finished = post.mails()
    assert lines(calendar_of(finished), "METHOD", "UID", "SEQUENCE") == [
        "METHOD:CANCEL",
        f"UID:{session}",
        "SEQUENCE:1",
    ]
    assert "uit je agenda" in text_of(finished)


async def test_who_leaves_a_group_without_end_is_invited_to_nothing_any_more(delivery: Delivery, post: Post) -> None:
    world = await make_world(form=Form.GUIDED_TRACK)
    sessions = [await world.session(local(FIRST + 7 * week)) for week in range(3)]
    alice = await world.person()
    await tell(delivery, RegistrationConfirmed(registration=alice))
    await tell(delivery, await edit(sessions[2], FIRST + 14, FIRST + 15))
    await cancel_registration(alice)

    await tell(delivery, RegistrationCancelled(registration=alice, by="attendee", had_place=True))

    _, _, *cancellations = post.mails()
    assert [lines(vevent(mail), "UID")[0] for mail in cancellations] == [f"UID:{sessions[0]}", f"UID:{sessions[2]}"]
