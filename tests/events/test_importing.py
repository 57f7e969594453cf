from datetime import UTC, date, datetime
from typing import Any

import pytest

from database.transaction import execute, fetch, fetch_value
from events.exporting import export_programme
from events.importing import import_programme
from places.errors import UnknownOrganisation
from tabular.counting import ImportCount
from tabular.errors import BadLines
from tests.events.programmes import CAFE_EARLY, CAFE_LATE, COURSE, LINES, TALKS, TRACK, make_library, programme

pytestmark = pytest.mark.usefixtures("database")

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
COUNTS = """
SELECT (SELECT count(*) FROM activity), (SELECT count(*) FROM edition), (SELECT count(*) FROM schedule_rule),
    (SELECT count(*) FROM session)
"""
_VERSIONS = """
SELECT id::text, xmin::text FROM activity UNION ALL SELECT id::text, xmin::text FROM edition
UNION ALL SELECT id::text, xmin::text FROM schedule_rule UNION ALL SELECT id::text, xmin::text FROM session
"""


async def take(source: bytes, organisation: str = "rotterdam", **others: Any) -> ImportCount:
    """Imports as if it is NOW, before all of the sessions."""
    return await import_programme(source, organisation, now=NOW, **others)


async def versions() -> set[tuple[str, str]]:
    return {tuple(row) for row in await fetch(_VERSIONS)}


async def refusals(*lines: str) -> list[str]:
    with pytest.raises(BadLines) as caught:
        await take(programme(*lines))
    assert await fetch_value("SELECT count(*) FROM activity") == 0
    return [str(bad) for bad in caught.value.lines]


async def test_programme_is_imported() -> None:
    await make_library()

    count = await take(programme(COURSE))

    activity = dict((await fetch("SELECT * FROM activity"))[0])
    edition = dict((await fetch("SELECT * FROM edition"))[0])
    assert count == ImportCount(created=1)
    assert [row["name"] for row in await fetch("SELECT name FROM activity_alias")] == ["Kiekjes"]
    expected = {
        "slug": "foto",
        "title": "Fotocursus",
        "state": "published",
        "themes": ["digitaal", "kunst_cultuur"],
        "partners": ["Buurthuis", "Fotoclub"],
        "wsob_function": "development_education",
        "cost_cents": 1250,
    }
    assert {name: activity[name] for name in expected} == expected
    assert (edition["capacity"], edition["planned_sessions"]) == (8, 6)
    assert (edition["first_day"], edition["last_day"]) == (date(2027, 3, 22), date(2027, 5, 15))


async def test_lines_of_one_activity_place_and_day_are_one_edition() -> None:
    await make_library()

    await take(programme(*LINES))

    assert tuple((await fetch(COUNTS))[0])[:3] == (6, 7, 8)


async def test_programme_imported_twice_is_unchanged() -> None:
    await make_library()
    await take(programme(*LINES))
    before = await versions()

    count = await take(programme(*LINES))

    assert count == ImportCount(unchanged=8)
    assert await versions() == before


async def test_export_is_what_was_imported() -> None:
    await make_library()
    await take(programme(*LINES))

    assert await export_programme("rotterdam") == programme(*LINES).decode()


async def test_changed_line_changes_its_rule_and_its_sessions() -> None:
    await make_library()
    await take(programme(TRACK, CAFE_EARLY, CAFE_LATE))
    rules = await fetch("SELECT id, edition FROM schedule_rule ORDER BY id")

    later = CAFE_LATE.replace("18:00,19:30", "19:00,20:30")
    count = await take(programme(TRACK, CAFE_EARLY, later))

    assert count == ImportCount(changed=1, unchanged=2)
    assert await fetch("SELECT id, edition FROM schedule_rule ORDER BY id") == rules
    hours = "SELECT DISTINCT to_char(starts_at AT TIME ZONE 'Europe/Amsterdam', 'HH24:MI') FROM session WHERE rule = $1"
    assert [row[0] for row in await fetch(hours, rules[2]["id"])] == ["19:00"]


async def test_other_title_changes_every_line_of_the_activity() -> None:
    await make_library()
    await take(programme(TALKS, CAFE_EARLY, CAFE_LATE))

    lines = [line.replace("Praatcafé", "Samen praten") for line in (TALKS, CAFE_EARLY, CAFE_LATE)]
    count = await take(programme(*lines))

    assert count == ImportCount(changed=2, unchanged=1)
    assert await fetch_value("SELECT title FROM activity WHERE key = 'praatcafe'") == "Samen praten"


async def test_other_capacity_is_that_of_coming_sessions() -> None:
    await make_library()
    await take(programme(TALKS))

    count = await take(programme(TALKS.replace(",12,", ",20,")))

    assert count == ImportCount(changed=1)
    assert [row[0] for row in await fetch("SELECT DISTINCT capacity FROM session")] == [20]


async def test_capacity_below_who_signed_up_is_named() -> None:
    await make_library()
    await take(programme(COURSE))
    await execute("UPDATE edition SET seats_taken = 7")

    with pytest.raises(BadLines) as caught:
        await take(programme(COURSE.replace(",8,6,", ",5,6,")))

    assert [str(bad) for bad in caught.value.lines] == ["line 2: capacity: More people have signed up than 5."]


async def test_column_that_is_not_in_the_file_is_left_as_it_is() -> None:
    await make_library()
    await take(programme(COURSE))
    columns = "activity,title,kind,form,location,starts_on,start_time,end_time,rrule,registration"
    line = "foto,Fotocursus,course,cohort,slinge,2027-03-22,14:00,16:00,FREQ=WEEKLY;BYDAY=MO,required"

    count = await take(f"{columns}\n{line}\n".encode())

    assert count == ImportCount(unchanged=1)
    assert await export_programme("rotterdam") == programme(COURSE).decode()


async def test_what_is_not_in_the_file_stays() -> None:
    await make_library()
    await take(programme(*LINES))
    before = await versions()

    await take(programme(TALKS))

    assert await versions() == before


async def test_two_libraries_with_the_same_keys() -> None:
    await make_library("rotterdam")
    await make_library("schiedam")

    await take(programme(TALKS))
    await take(programme(TALKS), "schiedam")

    slugs = [row["slug"] for row in await fetch("SELECT slug FROM activity ORDER BY id")]
    assert slugs == ["online", "schiedam-online"]


async def test_every_bad_line_is_named_and_nothing_imported() -> None:
    await make_library()

    assert await refusals(
        TRACK.replace("course", "coarse"),
        COURSE.replace("slinge", "nergens"),
        CAFE_EARLY.replace("FREQ=WEEKLY", "FREQ=HOURLY"),
        CAFE_LATE.replace("18:00,19:30", "19:30,18:00"),
        TALKS.replace("2027-10-26", "2027-10-01"),
    ) == [
        "line 2: kind: coarse is not one of: lecture, debate, meetup, study_circle, course, workshop, walk_in, "
        "arts_culture.",
        "line 3: location: This organisation has no location nergens.",
        "line 4: rrule: Something cannot repeat “HOURLY” here. Use DAILY, WEEKLY, MONTHLY or YEARLY.",
        "line 5: end_time: The end time (18:00:00) must be later on the same day than the start time (19:30:00).",
        "line 6: ends_on: The last day (2027-10-01) comes before the first day (2027-10-05).",
    ]


async def test_lines_that_say_different_things_of_one_activity_are_named() -> None:
    await make_library()

    assert await refusals(CAFE_EARLY, CAFE_LATE.replace("Praatcafé", "Praattafel").replace("none,,", "none,9,")) == [
        "line 3: title: This is Praattafel here and Praatcafé on line 2; they must be the same for one activity or "
        "edition.",
        "line 3: capacity: This is 9 here and - on line 2; they must be the same for one activity or edition.",
    ]


async def test_same_rule_twice_is_named() -> None:
    await make_library()

    assert await refusals(TALKS, TALKS) == ["line 3: The same schedule rule is already on line 2."]


async def test_unknown_organisation() -> None:
    with pytest.raises(UnknownOrganisation):
        await take(programme(TALKS), "nergens")


async def test_progress_is_reported() -> None:
    await make_library()
    heard: list[tuple[int, int]] = []

    await take(programme(*LINES), report=lambda done, total: heard.append((done, total)))

    assert heard == [(7, 7)]
