"""A programme that was planned, exported and imported again is unchanged."""

from datetime import UTC, date, datetime, time

import pytest

from database.transaction import fetch, fetch_value
from events.exporting import export_programme
from events.importing import import_programme
from events.series.cancelling import cancel_sessions
from events.series.changing import Scope, SeriesChange, change_sessions
from events.series.creating import Run, create_cohort, create_single
from events.series.seasons import copy_season
from tests.events.programmes import LINES, make_library, programme

pytestmark = pytest.mark.usefixtures("database")

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
_PLANNED = """
SELECT session.id, session.rule, session.occurs_on, session.starts_at, session.ends_at, session.location, session.state,
    session.sequence, session.edited
FROM session ORDER BY session.id
"""


async def nth_of(activity: str, number: int) -> object:
    sql = """
    SELECT session.id FROM session JOIN edition ON edition.id = session.edition
        JOIN activity ON activity.id = edition.activity
    WHERE activity.key = $1 ORDER BY session.starts_at OFFSET $2 LIMIT 1
    """
    return await fetch_value(sql, activity, number)


async def plan() -> None:
    """What a programmer does in an afternoon."""
    changes = (
        ("muisvaardig", 6, Scope.FOLLOWING, SeriesChange(starts_at=time(13), day_shift=1)),
        ("praatcafe", 3, Scope.ALL, SeriesChange(day_shift=1)),
        ("lezen", 2, Scope.FOLLOWING, SeriesChange(day_shift=1)),
        ("subsidies", 4, Scope.FOLLOWING, SeriesChange(starts_at=time(9))),
        ("foto", 1, Scope.THIS, SeriesChange(day_shift=2, title="Buiten")),
        ("online", 0, Scope.ALL, SeriesChange(capacity=20)),
    )
    for activity, number, scope, change in changes:
        session = await nth_of(activity, number)
        await change_sessions(session=session, scope=scope, change=change, now=NOW)  # type: ignore[arg-type]
    called_off = await nth_of("muisvaardig", 30)
    await cancel_sessions(session=called_off, scope=Scope.FOLLOWING, reason="Verbouwing", now=NOW)  # type: ignore[arg-type]
    slugs = dict(tuple(row) for row in await fetch("SELECT key, slug FROM activity"))
    places = dict(tuple(row) for row in await fetch("SELECT key, slug FROM location"))
    hours = {"starts_at": time(10), "ends_at": time(12)}
    await create_single(Run(activity=slugs["online"], location=places["centrale"], first_day=date(2027, 2, 2), **hours))
    course = Run(activity=slugs["foto"], location=places["centrale"], first_day=date(2027, 2, 2), **hours)
    await create_cohort(course, rrule="FREQ=WEEKLY", lessons=6)
    library = await fetch_value("SELECT id FROM organisation")
    await copy_season(
        organisation_id=library, from_first=date(2027, 3, 1), from_last=date(2027, 5, 31), to_first=date(2028, 2, 28)
    )


async def test_programme_is_the_same_after_export_and_import() -> None:
    await make_library()
    await import_programme(programme(*LINES), "rotterdam", now=NOW)
    await plan()
    before = await fetch(_PLANNED)
    exported = await export_programme("rotterdam")

    count = await import_programme(exported.encode(), "rotterdam", now=NOW)

    rules = await fetch_value("SELECT count(*) FROM schedule_rule")
    assert (count.created, count.changed, count.unchanged) == (0, 0, rules)
    assert rules > len(LINES) + 4
    assert await export_programme("rotterdam") == exported
    assert await fetch(_PLANNED) == before


async def test_what_was_planned_is_the_same_in_another_library() -> None:
    await make_library()
    await import_programme(programme(*LINES), "rotterdam", now=NOW)
    await plan()
    exported = await export_programme("rotterdam")
    await make_library("elders")

    await import_programme(exported.encode(), "elders", now=NOW)

    assert await export_programme("elders") == exported
