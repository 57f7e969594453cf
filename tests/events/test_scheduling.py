from datetime import UTC, date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr

from database.transaction import execute, fetch, fetch_value
from events.closures import public_holidays
from events.editing import move_session
from events.editions import add_rule, create_edition
from events.importing import import_programme
from events.scheduling import extend_horizon, generate, generate_all
from events.schemas import EditionDetails, RuleDetails
from places.closing import add_closure
from places.schemas import ClosureDetails
from places.vocabulary import ClosureKind
from tests.events.programmes import CAFE_EARLY, COURSE, GROUP, LINES, SUBSIDIES, TALKS, TRACK, make_library, programme

pytestmark = pytest.mark.usefixtures("database")

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
_EVERY_WEDNESDAY = RuleDetails(
    first_day=date(2026, 1, 7), starts_at=time(10), ends_at=time(12), rrule="FREQ=WEEKLY;BYDAY=WE"
)


async def starts(activity: str) -> list[datetime]:
    sql = """
    SELECT starts_at FROM session JOIN edition ON edition.id = session.edition
        JOIN activity ON activity.id = edition.activity
    WHERE activity.key = $1 AND session.state = 'scheduled' ORDER BY starts_at
    """
    return [row["starts_at"].astimezone(AMSTERDAM) for row in await fetch(sql, activity)]


async def days(activity: str) -> list[date]:
    return [at.date() for at in await starts(activity)]


async def facts() -> list[tuple[str, str]]:
    return [tuple(row) for row in await fetch("SELECT kind, payload->>'session' FROM fact ORDER BY id")]


async def sign_up(session: UUID) -> None:
    sql = (
        "INSERT INTO registration (session, name, email, state) VALUES ($1, 'Alice', 'alice@example.org', 'confirmed')"
    )
    await execute(sql, session)


async def open_ended_edition() -> UUID:
    await import_programme(programme(TALKS), "rotterdam", now=NOW)
    details = EditionDetails(location="centrale", first_day=_EVERY_WEDNESDAY.first_day, capacity=9)
    return await create_edition(activity_slug="online", details=details)


@pytest.mark.parametrize("line", [TRACK, COURSE, CAFE_EARLY, GROUP, TALKS, SUBSIDIES])
async def test_sessions_are_what_dateutil_gives_without_public_holidays(line: str) -> None:
    await make_library()
    await import_programme(programme(line), "rotterdam", now=NOW)
    rule = (await fetch("SELECT * FROM schedule_rule"))[0]
    first, last = (datetime.combine(rule[name], rule["starts_at"]) for name in ("first_day", "last_day"))

    expected = rrulestr(rule["rrule"], dtstart=first).between(first, last, inc=True)

    holidays = public_holidays("NL", [2027])
    assert [at.replace(tzinfo=None) for at in await starts(line.split(",", maxsplit=1)[0])] == [
        at for at in expected if at.date() not in holidays
    ]


async def test_holidays_are_left_out_of_a_year_of_mondays() -> None:
    await make_library()

    await import_programme(programme(COURSE), "rotterdam", now=NOW)

    # 29 March is Easter Monday; Whit Monday (17 May) comes after the last day.
    assert await days("foto") == [
        date(2027, 3, 22),
        date(2027, 4, 5),
        date(2027, 4, 12),
        date(2027, 4, 19),
        date(2027, 4, 26),
        date(2027, 5, 3),
        date(2027, 5, 10),
    ]


async def test_clock_time_stays_when_the_clock_changes() -> None:
    await make_library()

    await import_programme(programme(CAFE_EARLY), "rotterdam", now=NOW)

    assert {at.time() for at in await starts("praatcafe")} == {time(10)}
    assert {at.astimezone(UTC).time() for at in await starts("praatcafe")} == {time(9), time(8)}


async def test_sessions_have_the_capacity_of_the_edition_where_people_sign_up_for_them() -> None:
    await make_library()

    await import_programme(programme(TALKS, COURSE), "rotterdam", now=NOW)

    sql = "SELECT DISTINCT activity, capacity FROM edition"
    per_session = "SELECT DISTINCT capacity FROM session WHERE edition IN (SELECT id FROM edition WHERE activity = $1)"
    capacities = {row["activity"]: row["capacity"] for row in await fetch(sql)}
    of_sessions = {activity: [row[0] for row in await fetch(per_session, activity)] for activity in capacities}
    assert sorted(zip(capacities.values(), of_sessions.values(), strict=True)) == [(8, [None]), (12, [12])]


async def test_closed_location_has_no_sessions_after_planning_anew() -> None:
    await make_library()
    await import_programme(programme(*LINES), "rotterdam", now=NOW)
    details = ClosureDetails(
        kind=ClosureKind.CLOSED,
        name="Verbouwing",
        first_day=date(2027, 10, 4),
        last_day=date(2027, 10, 19),
        location="slinge",
    )
    await add_closure(organisation_slug="rotterdam", details=details)

    changed = await generate_all(now=NOW)

    assert await days("online") == [date(2027, 10, 26)]
    assert changed == 6  # three Tuesdays, and three Mondays of another activity there
    assert date(2027, 10, 6) in await days("praatcafe")


async def test_session_with_registrations_is_cancelled_and_told_when_its_day_is_closed() -> None:
    await make_library()
    await import_programme(programme(TALKS), "rotterdam", now=NOW)
    session = await fetch_value("SELECT id FROM session ORDER BY starts_at LIMIT 1")
    await sign_up(session)

    await execute("UPDATE schedule_rule SET skipped_days = '{2027-10-05,2027-10-12}'")
    changed = await generate([await fetch_value("SELECT id FROM edition")], now=NOW)

    assert changed == 2
    assert await days("online") == [date(2027, 10, 19), date(2027, 10, 26)]
    assert await fetch_value("SELECT state FROM session WHERE id = $1", session) == "cancelled"
    assert await facts() == [("session_cancelled", str(session))]


async def test_moved_rule_tells_those_who_signed_up() -> None:
    await make_library()
    await import_programme(programme(TALKS), "rotterdam", now=NOW)
    session = await fetch_value("SELECT id FROM session ORDER BY starts_at LIMIT 1")
    await sign_up(session)

    await import_programme(programme(TALKS.replace("14:00,16:00", "15:00,17:00")), "rotterdam", now=NOW)

    assert {at.time() for at in await starts("online")} == {time(15)}
    assert await facts() == [("session_moved", str(session))]
    assert await fetch_value("SELECT sequence FROM session WHERE id = $1", session) == 1


async def join(edition: UUID) -> None:
    sql = (
        "INSERT INTO registration (edition, name, email, state) VALUES ($1, 'Alice', 'alice@example.org', 'confirmed')"
    )
    await execute(sql, edition)


async def test_meetings_that_a_rule_adds_to_a_group_are_told() -> None:
    await make_library()
    await import_programme(programme(COURSE), "rotterdam", now=NOW)
    edition = await fetch_value("SELECT id FROM edition")
    await join(edition)

    await execute("UPDATE schedule_rule SET last_day = '2027-05-31'")
    await execute("UPDATE edition SET last_day = '2027-05-31'")
    await generate([edition], now=NOW)

    # 17 May is Whit Monday.
    added = await fetch("SELECT id FROM session WHERE starts_at > '2027-05-15' ORDER BY starts_at")
    assert await facts() == [("session_added", str(row["id"])) for row in added]
    assert (await days("foto"))[-2:] == [date(2027, 5, 24), date(2027, 5, 31)]


async def test_horizon_tells_a_group_of_the_meetings_that_come_within_it() -> None:
    await make_library()
    await import_programme(programme(COURSE), "rotterdam", now=NOW)
    edition = await fetch_value("SELECT id FROM edition")
    await join(edition)
    await execute("UPDATE schedule_rule SET last_day = NULL")
    await execute("UPDATE edition SET last_day = NULL")
    await execute("DELETE FROM session WHERE starts_at > '2027-05-05'")

    made = await extend_horizon(date(2026, 3, 16))

    # The horizon is 16 May 2027.
    last = await fetch_value("SELECT id FROM session ORDER BY starts_at DESC LIMIT 1")
    assert (made, await facts()) == (1, [("session_added", str(last))])


@pytest.mark.parametrize("line", [TRACK, GROUP])
async def test_meetings_of_a_group_without_an_end_are_on_its_feed(line: str) -> None:
    await make_library()
    await import_programme(programme(line), "rotterdam", now=NOW)
    edition = await fetch_value("SELECT id FROM edition")
    await join(edition)
    await execute("DELETE FROM session WHERE starts_at > '2027-10-01'")

    assert await generate([edition], now=NOW) > 0

    assert await facts() == []


async def test_meetings_of_a_course_without_people_are_not_told() -> None:
    await make_library()
    await import_programme(programme(COURSE), "rotterdam", now=NOW)

    assert await facts() == []


async def test_session_that_was_moved_by_hand_stays_when_its_rule_changes() -> None:
    await make_library()
    await import_programme(programme(TALKS), "rotterdam", now=NOW)
    session = await fetch_value("SELECT id FROM session ORDER BY starts_at LIMIT 1")
    by_hand = datetime(2027, 10, 6, 9, 0, tzinfo=UTC)
    await move_session(session, starts_at=by_hand, ends_at=by_hand.replace(hour=11))

    await import_programme(programme(TALKS.replace("14:00,16:00", "15:00,17:00")), "rotterdam", now=NOW)

    assert (await starts("online"))[0] == by_hand
    assert [at.hour for at in await starts("online")] == [11, 15, 15, 15]


async def test_horizon_is_extended_without_touching_what_is_there() -> None:
    await make_library()
    edition = await open_ended_edition()
    await add_rule(edition=edition, details=_EVERY_WEDNESDAY)
    await execute("DELETE FROM session WHERE edition = $1 AND starts_at > '2027-06-01'", edition)
    taken_out = "DELETE FROM session WHERE edition = $1 AND occurs_on = '2027-05-12'"
    await execute(taken_out, edition)

    made = await extend_horizon(date(2026, 11, 22))
    again = await extend_horizon(date(2026, 11, 22))
    week_later = await extend_horizon(date(2026, 11, 29))

    last, gap = (
        await fetch_value("SELECT max(occurs_on) FROM session WHERE edition = $1", edition),
        await fetch_value("SELECT count(*) FROM session WHERE edition = $1 AND occurs_on = '2027-05-12'", edition),
    )
    # From 2 June 2027 to 19 January 2028; the horizon is 22 January, and a week later 29 January.
    assert (made, again, week_later, last, gap) == (34, 0, 1, date(2028, 1, 26), 0)


async def test_rule_that_cannot_be_used_does_not_stop_the_others() -> None:
    await make_library()
    edition = await open_ended_edition()
    broken = await add_rule(edition=edition, details=_EVERY_WEDNESDAY)
    await add_rule(edition=edition, details=_EVERY_WEDNESDAY.model_copy(update={"starts_at": time(9)}))
    await execute("DELETE FROM session WHERE edition = $1 AND starts_at > '2027-12-25'", edition)
    # On 28 March 2027 there is no half past two.
    values = "rrule = 'FREQ=DAILY', starts_at = '02:30', ends_at = '03:30'"
    await execute(f"UPDATE schedule_rule SET {values} WHERE id = $1", broken)  # noqa: S608  our own text

    assert await extend_horizon(date(2026, 11, 22)) == 4


async def test_horizon_of_an_archived_activity_stays() -> None:
    await make_library()
    await add_rule(edition=await open_ended_edition(), details=_EVERY_WEDNESDAY)
    await execute("UPDATE activity SET state = 'archived'")

    assert await extend_horizon(date(2028, 1, 1)) == 0


async def test_planning_anew_keeps_what_was_made_behind_the_horizon() -> None:
    await make_library()
    edition = await open_ended_edition()
    await add_rule(edition=edition, details=_EVERY_WEDNESDAY)
    await extend_horizon(date(2027, 11, 22))

    assert await generate_all(now=NOW) == 0
