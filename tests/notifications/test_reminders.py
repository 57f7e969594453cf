"""The sweep over real rows. `now` is a morning in Amsterdam, far enough ahead to be free of the tests' own clock."""

import random
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest

from content_links.vocabulary import Phase
from database.transaction import execute, fetch, fetch_value
from events.vocabulary import Form, RegistrationState
from notifications.reminders import sweep, sweep_follow_ups, sweep_reminders
from notifications.windows import is_reminder_due, told_before
from tests.notifications.worlds import AMSTERDAM, World, make_world, move

pytestmark = pytest.mark.usefixtures("database")

MONDAY = date(2027, 1, 11)
NOW = datetime.combine(MONDAY, time(9, 30), AMSTERDAM).astimezone(UTC)


def on(days: int, hour: int = 14) -> datetime:
    """A time so many days from that Monday."""
    return datetime.combine(MONDAY + timedelta(days=days), time(hour), AMSTERDAM).astimezone(UTC)


async def planned(kind: str = "reminder") -> list[tuple[str, int]]:
    rows = await fetch("SELECT recipient, revision FROM message WHERE kind = $1 ORDER BY created_at, revision", kind)
    return [(row["recipient"].partition("@")[0], row["revision"]) for row in rows]


async def test_sweep_reminds_a_week_and_a_day_before() -> None:
    world = await make_world()
    await world.person(session=await world.session(on(7)), email="alice@reader.example")
    await world.person(session=await world.session(on(1)), email="bob@reader.example")
    await world.person(session=await world.session(on(5)), email="carol@reader.example")
    for days in (0, 2, 3, 8):
        await world.person(session=await world.session(on(days)), email="nobody@reader.example")

    count = await sweep_reminders(NOW)

    assert count == 3
    assert sorted(await planned()) == [("alice", 7), ("bob", 1), ("carol", 7)]


async def test_sweep_twice_reminds_once() -> None:
    world = await make_world()
    await world.person(session=await world.session(on(1)))

    counts = [await sweep(NOW), await sweep(NOW + timedelta(minutes=1))]

    assert counts == [1, 0]


@pytest.mark.parametrize("hour", [3, 8, 21])
async def test_sweep_outside_daytime_plans_nothing(hour: int) -> None:
    world = await make_world()
    await world.person(session=await world.session(on(1)))

    assert await sweep(on(0, hour)) == 0


async def test_sweep_uses_the_time_of_the_place() -> None:
    world = await make_world(timezone="America/Curacao")
    await world.person(session=await world.session(on(1, 20)))

    counts = [await sweep(on(0, 12)), await sweep(on(0, 15))]

    assert counts == [0, 1]


async def test_sweep_uses_the_activity_s_own_days() -> None:
    world = await make_world(reminder_days=[3])
    await world.person(session=await world.session(on(3)))
    await world.person(session=await world.session(on(1)))

    await sweep_reminders(NOW)

    assert await planned() == [("alice", 3)]


@pytest.mark.parametrize("state", [each for each in RegistrationState if each != RegistrationState.CONFIRMED])
async def test_sweep_reminds_only_who_has_a_place(state: RegistrationState) -> None:
    world = await make_world()
    await world.person(session=await world.session(on(1)), state=state)

    assert await sweep_reminders(NOW) == 0


async def test_sweep_leaves_out_cancelled_sessions_walk_ins_and_people_without_mail() -> None:
    world = await make_world()
    cancelled = await world.session(on(1))
    await world.person(session=cancelled)
    await execute("UPDATE session SET state = 'cancelled' WHERE id = $1", cancelled)
    await world.person(session=await world.session(on(1, 17)), email=None)
    assert await sweep_reminders(NOW) == 0

    await execute("UPDATE session SET state = 'scheduled'")
    await execute("UPDATE activity SET form = 'walk_in'")
    assert await sweep_reminders(NOW) == 0


async def test_sweep_does_not_remind_who_signed_up_just_now() -> None:
    world = await make_world()
    session = await world.session(on(1))
    await _signed_up(world, session, on(-1, 20), "alice")
    await _signed_up(world, session, on(-1, 22), "bob")
    await _signed_up(world, session, on(0, 9), "carol")

    await sweep_reminders(NOW)

    assert await planned() == [("alice", 1)]


async def test_sweep_reminds_again_when_the_session_moved_to_another_day() -> None:
    world = await make_world()
    session = await world.session(on(1))
    await world.person(session=session)
    await sweep_reminders(NOW)
    await move(session, on(8))

    count = await sweep_reminders(NOW + timedelta(days=7))

    assert count == 1


async def test_sweep_does_not_remind_again_when_the_session_moved_an_hour() -> None:
    world = await make_world()
    session = await world.session(on(1))
    await world.person(session=session)
    await sweep_reminders(NOW)
    await move(session, on(1, 15))

    assert await sweep_reminders(NOW) == 0


async def test_sweep_does_not_remind_who_was_just_told_of_the_change() -> None:
    world = await make_world()
    session = await world.session(on(1))
    alice = await world.person(session=session)
    await execute(
        "INSERT INTO message (kind, recipient, subject, registration, session, created_at)"
        " VALUES ('update', 'alice@reader.example', 'x', $1, $2, $3)",
        alice,
        session,
        on(-1, 22),
    )

    assert await sweep_reminders(NOW) == 0


async def test_sweep_reminds_of_a_weekly_course_a_week_before_the_first_time_only() -> None:
    world = await make_world(form=Form.COHORT)
    for week in range(4):
        await world.session(on(7 + 7 * week))
    await world.person()

    sent = {}
    for day in range(30):
        await execute("DELETE FROM message")
        await sweep_reminders(NOW + timedelta(days=day))
        sent[day] = [days for _, days in await planned()]

    # Without the memory of what was planned: the first is due for days on end, the others only the day before.
    assert {day: days for day, days in sent.items() if days} == {
        0: [7], 1: [7], 2: [7], 3: [7], 6: [1], 13: [1], 20: [1], 27: [1],
    }  # fmt: skip


async def test_sweep_after_downtime_reminds_late_or_not_at_all() -> None:
    world = await make_world()
    session = await world.session(on(1, 20))
    await world.person(session=session)

    late = datetime.combine(MONDAY, time(20, 45), AMSTERDAM)
    too_late = datetime.combine(MONDAY + timedelta(days=1), time(9), AMSTERDAM)

    assert [await sweep_reminders(too_late), await sweep_reminders(late)] == [0, 1]


async def test_sweep_agrees_with_the_rule_for_one_session() -> None:
    world = await make_world(reminder_days=[7, 3, 1])
    chance = random.Random(4)  # noqa: S311  sample data
    expected = set()
    for number in range(150):
        starts_at = NOW + timedelta(minutes=chance.randrange(-60, 10 * 24 * 60))
        told_at = NOW - timedelta(minutes=chance.randrange(0, 12 * 24 * 60))
        name = f"reader{number}"
        await _signed_up(world, await world.session(starts_at), told_at, name)
        due = [
            days
            for days in (1, 3, 7)
            if is_reminder_due(NOW, starts_at=starts_at, days=days, timezone="Europe/Amsterdam")
            and told_at <= told_before(starts_at, days, "Europe/Amsterdam")
        ]
        expected |= {(name, days) for days in due[:1]}

    await sweep_reminders(NOW)

    assert set(await planned()) == expected
    assert len(expected) > 20


async def test_follow_up_goes_to_who_was_there_or_had_a_place() -> None:
    world = await make_world()
    session = await world.session(on(-1))
    await world.package(Phase.FOLLOW_UP)
    for state in RegistrationState:
        await world.person(session=session, email=f"{state}@reader.example", state=state)

    await sweep_follow_ups(NOW)

    assert sorted(await planned("follow_up")) == [("attended", 1), ("confirmed", 1)]


async def test_follow_up_without_packages_is_not_planned() -> None:
    world = await make_world()
    await world.person(session=await world.session(on(-1)))
    await world.package(Phase.PREPARE)

    assert await sweep_follow_ups(NOW) == 0


async def test_follow_up_of_a_package_that_ended_is_not_planned() -> None:
    world = await make_world()
    await world.person(session=await world.session(on(-1)))
    await world.package(Phase.FOLLOW_UP)
    await execute("UPDATE package SET state = 'ended'")

    assert await sweep_follow_ups(NOW) == 0


async def test_follow_up_of_an_edition_comes_after_its_last_session() -> None:
    world = await make_world(form=Form.COHORT)
    await world.session(on(-8))
    await world.session(on(-1))
    await world.person()
    await world.package(Phase.FOLLOW_UP)

    counts = [await sweep_follow_ups(NOW - timedelta(days=7)), await sweep_follow_ups(NOW), await sweep_follow_ups(NOW)]

    assert counts == [0, 1, 0]


async def test_follow_up_of_an_edition_ignores_a_cancelled_last_session() -> None:
    world = await make_world(form=Form.COHORT)
    await world.session(on(-1))
    cancelled = await world.session(on(6))
    await execute("UPDATE session SET state = 'cancelled' WHERE id = $1", cancelled)
    await world.person()
    await world.package(Phase.FOLLOW_UP)

    assert await sweep_follow_ups(NOW) == 1


async def test_sweep_of_a_large_programme_is_one_statement_a_kind() -> None:
    world = await make_world()
    session = await world.session(on(1))
    await execute(
        "INSERT INTO registration (id, session, name, email, state, locale, created_at, changed_at)"
        " SELECT gen_random_uuid(), $1, 'Reader', 'reader' || number || '@reader.example', 'confirmed', 'nl', $2, $2"
        " FROM generate_series(1, 5000) AS number",
        session,
        on(-30),
    )

    assert await sweep_reminders(NOW) == 5000
    assert await fetch_value("SELECT count(DISTINCT recipient) FROM message") == 5000


async def _signed_up(world: World, session: UUID, at: datetime, name: str) -> None:
    registration = await world.person(session=session, email=f"{name}@reader.example")
    await execute("UPDATE registration SET created_at = $2, changed_at = $2 WHERE id = $1", registration, at)
