"""Messages that have become pointless while they waited are dropped, with the reason."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from content_links.vocabulary import Phase
from database.transaction import execute, fetch
from events.answering import stay_away
from events.facts import RegistrationConfirmed, RegistrationWaiting
from events.vocabulary import Form, RegistrationState
from notifications.delivery import Delivery
from notifications.digest_mails import NOTHING_LEFT
from notifications.payload import Payload
from notifications.posting import NewMessage, post
from notifications.subjects import about, day_of
from notifications.vocabulary import MessageKind
from tests.notifications.mails import Post
from tests.notifications.test_delivery_of_facts import tell
from tests.notifications.worlds import AMSTERDAM, World, local, make_world

pytestmark = pytest.mark.usefixtures("database")


async def waiting_message(kind: MessageKind, world: World, session: UUID, *, revision: int = 1, days: int = 14) -> None:
    """A message for Alice, as it was planned when the session was `days` days from now."""
    alice = await world.person(session=session)
    await post(
        [
            NewMessage(
                kind=kind, recipient="alice@reader.example", registration=alice, session=session, revision=revision
            )
        ]
    )
    if kind == MessageKind.REMINDER:
        day = local(days).astimezone(AMSTERDAM).date()
        await execute("UPDATE message SET subject = $1", about(alice, session, day))


async def outcomes() -> list[tuple[str, str | None]]:
    return [(row["state"], row["last_error"]) for row in await fetch("SELECT state, last_error FROM message")]


async def test_reminder_in_time_is_sent(delivery: Delivery) -> None:
    world = await make_world()
    await waiting_message(MessageKind.REMINDER, world, await world.session(local(14)))

    await delivery.deliver()

    assert await outcomes() == [("sent", None)]


@pytest.mark.parametrize("kind", [MessageKind.REMINDER, MessageKind.SOON, MessageKind.PREPARE, MessageKind.DIGEST])
async def test_mail_about_a_meeting_that_was_declined_meanwhile_is_dropped(
    delivery: Delivery, kind: MessageKind
) -> None:
    world = await make_world(form=Form.COHORT)
    await world.package(Phase.PREPARE, release_days=-30)
    session, alice = await world.session(local(1)), await world.person()
    start = local(1).astimezone(AMSTERDAM)
    places = ((alice, session),) if kind is MessageKind.DIGEST else ()
    await post(
        [
            NewMessage(
                kind=kind,
                recipient="alice@reader.example",
                registration=alice,
                session=session,
                revision=1,
                payload=Payload(places=places),
            )
        ]
    )
    monday = start.date() - timedelta(days=start.weekday())
    subjects = {MessageKind.SOON: f"soon:{start:%Y%m%dT%H%M}", MessageKind.DIGEST: f"digest:Europe/Amsterdam:{monday}"}
    await execute("UPDATE message SET subject = $1", subjects.get(kind, about(alice, session, start.date())))
    await stay_away(session, alice)

    await delivery.deliver()

    reason = NOTHING_LEFT if kind is MessageKind.DIGEST else "the reader stays away from it"
    assert await outcomes() == [("dropped", reason)]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("UPDATE session SET state = 'cancelled'", "the session is cancelled"),
        (
            "UPDATE session SET starts_at = starts_at + interval '3 days', ends_at = ends_at + interval '3 days'",
            "the session moved to another day",
        ),
        ("UPDATE registration SET state = 'cancelled'", "the registration is cancelled"),
        ("UPDATE registration SET email = NULL", "the registration is gone"),
        ("DELETE FROM registration", "the registration is gone"),
        ("UPDATE message SET revision = 29", "it is too late to remind"),
    ],
)
async def test_reminder_overtaken_by_events_is_dropped(delivery: Delivery, change: str, reason: str) -> None:
    world = await make_world()
    await waiting_message(MessageKind.REMINDER, world, await world.session(local(14)))
    await execute(change)

    await delivery.deliver()

    assert await outcomes() == [("dropped", reason)]


@pytest.mark.parametrize(
    ("days", "reason"),
    [(-1, None), (-9, "it is too late to follow up"), (1, "the session was not held")],
)
async def test_follow_up_is_sent_after_the_session_and_not_too_late(
    delivery: Delivery, days: int, reason: str | None
) -> None:
    world = await make_world()
    await world.package(Phase.FOLLOW_UP)
    await waiting_message(MessageKind.FOLLOW_UP, world, await world.session(local(days)))

    await delivery.deliver()

    assert await outcomes() == [("dropped" if reason else "sent", reason)]


async def test_follow_up_with_nothing_to_follow_up_with_is_dropped(delivery: Delivery) -> None:
    world = await make_world()
    await waiting_message(MessageKind.FOLLOW_UP, world, await world.session(local(-1)))

    await delivery.deliver()

    assert await outcomes() == [("dropped", "there is nothing to follow up with")]


async def test_waiting_mail_is_dropped_when_there_is_a_place_already(delivery: Delivery, post: Post) -> None:
    world = await make_world()
    alice = await world.person(session=await world.session(local(14)))

    await tell(
        delivery, RegistrationWaiting(registration=alice), RegistrationConfirmed(registration=alice, promoted=True)
    )

    assert [str(mail["subject"]).partition(":")[0] for mail in post.mails()] == ["Er is een plek voor je"]


async def test_confirmation_of_a_session_that_is_over_is_dropped(delivery: Delivery) -> None:
    world = await make_world()
    await waiting_message(MessageKind.CONFIRMATION, world, await world.session(local(-1)), revision=0)

    await delivery.deliver()

    assert await outcomes() == [("dropped", "the session is over")]


async def test_cancelled_session_that_goes_on_again_is_not_told(delivery: Delivery) -> None:
    world = await make_world()
    await waiting_message(MessageKind.SESSION_CANCELLED, world, await world.session(local(14)))

    await delivery.deliver()

    assert await outcomes() == [("dropped", "the session goes on")]


async def test_confirmation_of_an_edition_waits_for_no_session(delivery: Delivery) -> None:
    world = await make_world(form=Form.COHORT)
    alice = await world.person(state=RegistrationState.CONFIRMED)

    await tell(delivery, RegistrationConfirmed(registration=alice))

    assert await outcomes() == [("sent", None)]


def test_subject_with_a_day_gives_the_day_back() -> None:
    day = local(3).date()

    assert day_of(about(uuid4(), uuid4(), day)) == day
    assert day_of(about(uuid4(), uuid4())) is None
    assert day_of(about(uuid4())) is None
