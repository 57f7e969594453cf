"""The sweeps over real rows do what the rule says, for whole worlds at once."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest

from content_links.tables import ContentLink, Package
from content_links.vocabulary import Access, PackageKind, Phase
from database.transaction import execute, fetch, fetch_value
from events.answering import come_after_all, stay_away
from events.tables import Activity, Edition, Registration, Session
from events.vocabulary import ActivityKind, Form, RegistrationPolicy, RegistrationState, WsobFunction
from notifications.planning import Seat, Told, due_mails
from notifications.reminders import sweep
from notifications.unsubscribing import unsubscribe
from notifications.vocabulary import MailingList, MessageKind
from tests.notifications.worlds import AMSTERDAM, World, make_world

pytestmark = pytest.mark.usefixtures("database")

MONDAY = date(2027, 1, 11)
ZONE = "Europe/Amsterdam"


def on(days: int, hour: int = 14, minute: int = 0) -> datetime:
    """A time so many days from that Monday."""
    return datetime.combine(MONDAY + timedelta(days=days), time(hour, minute), AMSTERDAM).astimezone(UTC)


async def _activity(world: World, chance: random.Random, number: int) -> tuple[Activity, Edition, int | None]:
    """One with a random plan, and from which day on there is something to prepare with."""
    activity = Activity(
        organisation=world.activity.organisation,
        key=f"activity-{number}",
        slug=f"activity-{number}",
        title=f"Activity {number}",
        kind=ActivityKind.COURSE,
        form=Form.SINGLE,
        wsob_function=WsobFunction.DEVELOPMENT_EDUCATION,
        registration_policy=RegistrationPolicy.REQUIRED,
        reminder_days=chance.sample([7, 3, 2, 1, 0], chance.randrange(4)),
        reminder_hours=chance.sample([1, 2, 4, 24, 36], chance.randrange(3)),
        prepare_days=chance.sample([6, 3, 2, 1], chance.randrange(3)),
        follow_up_days=[],
    )
    await activity.save()
    edition = Edition(activity=activity.id, location=world.location.id, first_day=date(2026, 1, 5))
    await edition.save()
    opens = chance.choice([None, -7, -2, 0])
    if opens is not None:
        package = Package(
            slug=f"pakket-{number}",
            title="Online",
            provider="Voorbeeld",
            kind=PackageKind.COURSE,
            access=Access.OPEN,
            url="https://learn.example/start",
        )
        await package.save()
        await ContentLink(package=package.id, activity=activity.id, phase=Phase.PREPARE, release_days=opens).save()
    return activity, edition, opens


async def _random_world(chance: random.Random) -> list[Seat]:
    """Activities with sessions over two weeks, and people who sign up for a few of them, or for a whole edition."""
    world, seats = await make_world(), []
    for number in range(6):
        activity, edition, opens = await _activity(world, chance, number)
        starts = sorted(on(0, 0) + timedelta(minutes=15 * chance.randrange(14 * 96)) for _ in range(3))
        sessions = [
            Session(edition=edition.id, starts_at=at, ends_at=at + timedelta(hours=1), location=world.location.id)
            for at in starts
        ]
        for session in sessions:
            await session.save()
        for person in range(6):
            if chance.random() < 0.5:
                continue
            changed_at = on(0, 0) - timedelta(minutes=15 * chance.randrange(-3 * 96, 14 * 96))
            whole = chance.random() < 0.3
            chosen = sessions if whole else [chance.choice(sessions)]
            registration = Registration(
                session=None if whole else chosen[0].id,
                edition=edition.id if whole else None,
                name="Reader",
                email=chance.choice(["reader", "Reader"]) + f"{person}@reader.example",
                state=RegistrationState.CONFIRMED,
                created_at=changed_at,
                changed_at=changed_at,
            )
            await registration.save()
            declined = {each.id for each in sessions if whole and chance.random() < 0.25}
            for session in declined:
                await stay_away(session, registration.id, now=on(-30))
            seats += [
                Seat(
                    email=registration.email.lower(),
                    registration=registration.id,
                    session=session.id,
                    activity=activity.id,
                    starts_at=session.starts_at,
                    timezone=ZONE,
                    changed_at=changed_at,
                    reminder_days=activity.reminder_days,
                    reminder_hours=activity.reminder_hours,
                    prepare_days=activity.prepare_days,
                    opens_days=[] if opens is None or (whole and session is not sessions[0]) else [opens],
                    earlier=[
                        each.starts_at
                        for each in chosen
                        if each.starts_at < session.starts_at and each.id not in declined
                    ],
                    stays_away=session.id in declined,
                    wants_digest=person != 5,
                )
                for session in chosen
            ]
    await unsubscribe("reader5@reader.example", MailingList.DIGEST)
    return seats


async def _planned() -> list[tuple[str, str, int, frozenset[tuple[UUID, UUID]], datetime]]:
    rows = await fetch(
        "SELECT kind, lower(recipient) AS email, revision, registration, session, created_at,"
        " (SELECT array_agg(ARRAY[each ->> 0, each ->> 1]::uuid[])"
        "  FROM jsonb_array_elements(payload -> 'places') AS each) AS places FROM message"
    )
    return [
        (
            row["kind"],
            row["email"],
            row["revision"],
            frozenset(tuple(pair) for pair in row["places"])
            if row["places"]
            else frozenset({(row["registration"], row["session"])}),
            row["created_at"],
        )
        for row in rows
    ]


def _as_rows(mails: Sequence[Told]) -> list[tuple[str, str, int, frozenset[tuple[UUID, UUID]], datetime]]:
    return [(each.kind.value, each.email, each.offset, each.seats, each.at) for each in mails]


async def test_sweeps_agree_with_the_rule_in_random_worlds() -> None:
    kinds: set[MessageKind] = set()
    for number in range(3):
        chance = random.Random(number)  # noqa: S311  sample data
        await _empty()
        seats, told = await _random_world(chance), []
        now = on(-8, 0, 30)

        while now < on(14):
            told += due_mails(seats, told, now)
            await sweep(now)
            now += timedelta(hours=chance.choice([1, 2, 3, 5, 9, 30]))

        assert Counter(await _planned()) == Counter(_as_rows(told))
        kinds |= {each.kind for each in told}
    assert kinds == {MessageKind.DIGEST, MessageKind.PREPARE, MessageKind.REMINDER, MessageKind.SOON}


async def _empty() -> None:
    await execute("TRUNCATE organisation, package, message, unsubscription CASCADE")


async def test_sweeps_make_a_digest_instead_of_reminders() -> None:
    world = await make_world()
    other = await world.another_activity("taal", asks_how_it_was=False)
    first, second = await world.session(on(3)), await world.session(on(5), edition=other.id)
    alice, also = await world.person(session=first), await world.person(session=second, email="Alice@Reader.example")

    for day in range(-7, 7):
        await sweep(on(day, 9, 30))

    rows = await fetch("SELECT kind, recipient, subject, revision, payload FROM message ORDER BY created_at")
    assert [(row["kind"], row["revision"]) for row in rows] == [("digest", 0), ("reminder", 1), ("reminder", 1)]
    assert (rows[0]["recipient"], rows[0]["subject"]) == ("alice@reader.example", f"digest:{ZONE}:2027-01-11")
    assert await fetch_value("SELECT payload -> 'places' FROM message WHERE kind = 'digest'") == (
        f'[["{alice}", "{first}"], ["{also}", "{second}"]]'
    )


async def test_who_declined_a_meeting_is_not_reminded_of_it_unless_they_come_after_all() -> None:
    world = await make_world(form=Form.COHORT, reminder_days=[1], reminder_hours=[4])
    first, second = await world.session(on(2)), await world.session(on(9))
    alice, bob = await world.person(), await world.person(email="bob@reader.example")
    for registration in (alice, bob):
        await stay_away(first, registration, now=on(0))
    await come_after_all(first, bob, now=on(0))

    for day in range(10):
        await sweep(on(day, 10, 30))

    rows = await fetch("SELECT DISTINCT recipient, session FROM message")
    assert {tuple(row) for row in rows} == {
        ("alice@reader.example", second),
        ("bob@reader.example", first),
        ("bob@reader.example", second),
    }


async def test_digest_leaves_out_what_was_declined() -> None:
    world = await make_world(form=Form.COHORT, reminder_days=[3])
    other = await world.another_activity("taal", reminder_days=[3])
    await world.person(session=await world.session(on(4), edition=other.id))
    alice, course = await world.person(), await world.session(on(3))
    await stay_away(course, alice, now=on(-1))

    for day in range(5):
        await sweep(on(day, 9, 30))

    kinds = await fetch("SELECT kind, session <> $1 AS of_other FROM message", course)
    assert [tuple(row) for row in kinds] == [("reminder", True)]


async def test_dropped_digest_gives_the_reminders_back() -> None:
    world = await make_world(reminder_days=[3])
    other = await world.another_activity("taal", reminder_days=[3])
    for session in (await world.session(on(4)), await world.session(on(5), edition=other.id)):
        await world.person(session=session)
    await sweep(on(0, 9, 30))
    await execute("UPDATE message SET state = 'dropped'")

    for day in range(1, 5):
        await sweep(on(day, 9, 30))

    kinds = await fetch("SELECT kind FROM message ORDER BY created_at")
    assert [row["kind"] for row in kinds] == ["digest", "reminder", "reminder"]


async def test_sweep_reminds_hours_before() -> None:
    world = await make_world(reminder_days=[], reminder_hours=[3])
    session = await world.session(on(0))
    alice = await world.person(session=session)

    counts = [await sweep(on(0, 10, 30)), await sweep(on(0, 11, 30)), await sweep(on(0, 12, 0))]

    assert counts == [0, 1, 0]
    assert await fetch_value("SELECT subject FROM message") == f"registration:{alice}:session:{session}:20270111T1400"


async def test_follow_up_asks_once_in_sixty_days() -> None:
    world = await make_world(asks_how_it_was=True)
    asked = []
    for number, days in enumerate((-1, 6, 13, 63)):
        await world.person(session=await world.session(on(days, 10 + number)))
        asked.append(await sweep(on(days + 1, 9, 30)))

    # Without anything to go on with there is only the question.
    assert asked == [1, 0, 0, 1]
    assert await fetch_value("SELECT count(*) FROM message WHERE payload = '{\"asks\": true}'") == 2


async def test_follow_up_of_two_sessions_on_one_day_asks_about_the_last() -> None:
    world = await make_world(asks_how_it_was=True)
    await world.package(Phase.FOLLOW_UP)
    morning, evening = await world.session(on(-1, 10)), await world.session(on(-1, 19))
    for session in (morning, evening):
        await world.person(session=session)

    await sweep(on(0, 9, 30))

    rows = await fetch("SELECT session, payload ? 'asks' AS asks FROM message")
    assert {row["session"]: row["asks"] for row in rows} == {morning: False, evening: True}


async def test_follow_up_respects_who_wants_none() -> None:
    world = await make_world(asks_how_it_was=True)
    await world.person(session=await world.session(on(-1)), email="Alice@reader.example")
    await unsubscribe("alice@reader.example", MailingList.AFTERWARDS)

    assert await sweep(on(0, 9, 30)) == 0


async def test_prepare_before_a_course_and_before_a_lesson_with_its_own_package() -> None:
    world = await make_world(form=Form.COHORT, reminder_days=[], prepare_days=[3])
    sessions = [await world.session(on(3 + 7 * week)) for week in range(3)]
    await world.person()
    await world.package(Phase.PREPARE, release_days=-7)
    own = await world.package(Phase.PREPARE, "Les 3", release_days=-3)
    await execute("UPDATE content_link SET activity = NULL, session = $2 WHERE package = $1", own.id, sessions[2])

    for day in range(20):
        await sweep(on(day, 9, 30))

    rows = await fetch("SELECT kind, session FROM message ORDER BY created_at")
    assert [(row["kind"], row["session"]) for row in rows] == [("prepare", sessions[0]), ("prepare", sessions[2])]


def test_moving_a_seat_changes_what_its_mail_says() -> None:
    seat = Seat(
        email="a", registration=UUID(int=1), session=UUID(int=2), activity=1, starts_at=on(3), timezone=ZONE,
        changed_at=on(-30), reminder_days=[1],
    )  # fmt: skip

    [mail] = due_mails([seat], [], on(2, 10))

    assert due_mails([seat], [mail], on(2, 11)) == []
    assert [each.offset for each in due_mails([replace(seat, starts_at=on(4))], [mail], on(3, 10))] == [1]


async def test_prepare_follows_what_pages_offer() -> None:
    """A link of one lesson is for that lesson, and one that is taken away is for nobody."""
    world = await make_world(form=Form.COHORT, reminder_days=[], prepare_days=[3])
    sessions = [await world.session(on(3 + 7 * week)) for week in range(3)]
    await world.person()
    second = await world.package(Phase.PREPARE, "Les 2", release_days=-3)
    await execute("UPDATE content_link SET lesson = 2 WHERE package = $1", second.id)
    away = await world.package(Phase.PREPARE, "Weg", release_days=-3)
    await execute("UPDATE content_link SET hidden = true WHERE package = $1", away.id)

    for day in range(20):
        await sweep(on(day, 9, 30))

    assert [row["session"] for row in await fetch("SELECT session FROM message WHERE kind = 'prepare'")] == [
        sessions[1]
    ]
