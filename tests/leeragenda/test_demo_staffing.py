"""Who leads the sessions of the demo library."""

from datetime import UTC, datetime

import pytest

from database.transaction import fetch, fetch_value
from events.staffing.reading import facilitators_of
from events.staffing.warnings import WarningKind, warnings_for
from tests.leeragenda.demo_world import have_demo_world

pytestmark = pytest.mark.usefixtures("database")

_COMING = """
SELECT session.id FROM session JOIN edition ON edition.id = session.edition
JOIN activity ON activity.id = edition.activity JOIN organisation ON organisation.id = activity.organisation
WHERE organisation.slug = 'merenstad' AND session.state = 'scheduled'
    AND session.starts_at BETWEEN now() AND now() + interval '14 days'
"""


async def test_most_coming_sessions_are_led_and_some_have_warnings() -> None:
    await have_demo_world(datetime.now(UTC))
    library = await fetch_value("SELECT id FROM organisation WHERE slug = 'merenstad'")
    people = await facilitators_of([library])
    assert len(people) == 11
    assert sum(person.coming > 0 for person in people) >= 5
    assert await fetch_value("SELECT count(*) FROM room WHERE equipment <> '{}'") >= 5

    warned = await warnings_for([row["id"] for row in await fetch(_COMING)])
    led = [session for session, found in warned.items() if "no_staff" not in {each.kind.value for each in found}]
    assert len(led) > len(warned) / 2
    assert any(warned.values())


async def test_planner_of_the_library_begins_with_few_warnings_and_a_calendar_of_others() -> None:
    await have_demo_world(datetime.now(UTC))
    coming = [row["id"] for row in await fetch(_COMING)]
    kinds = [each.kind for found in (await warnings_for(coming)).values() for each in found]
    assert len(kinds) < len(coming) / 4
    assert kinds.count(WarningKind.OUTSIDE_HOURS) <= 2
    assert await fetch_value("SELECT name FROM calendar_source") == "Agenda van buurthuis De Waaier"
    assert await fetch_value("SELECT count(*) FROM imported_event") > 10
