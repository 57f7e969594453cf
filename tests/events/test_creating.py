from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import ValidationError

from database.transaction import execute, fetch, fetch_value
from events.creating import change_activity, create_activity, set_aliases
from events.creating_errors import (
    ActivityKeyTaken,
    CapacityBelowTaken,
    EditionExists,
    FormFixed,
    RuleExists,
    UnknownProgramme,
    UnknownRoom,
)
from events.editions import add_rule, create_edition
from events.errors import Clashes, UnknownActivity, UnknownEdition
from events.publishing import archive, publish
from events.reading_activities import ActivityRow, activity_by_slug
from events.recurrence_errors import YieldsNothing
from events.schemas import ActivityDetails, EditionDetails, RuleDetails
from events.seating import set_capacity
from events.vocabulary import ActivityKind, ActivityState, Form, RegistrationPolicy, Theme, WsobFunction
from events.wsob import usual_function
from places.errors import UnknownLocation, UnknownOrganisation
from places.rooms import add_room
from places.schemas import RoomDetails
from tests.events.programmes import make_library

pytestmark = pytest.mark.usefixtures("database")

TALK = ActivityDetails(
    key="lezing",
    title="Een lezing",
    kind=ActivityKind.LECTURE,
    form=Form.SINGLE,
    registration=RegistrationPolicy.REQUIRED,
    themes=[Theme.TAAL],
)
SOON = date.today() + timedelta(days=7)  # noqa: DTZ011  any day that is still to come
WEEKLY = RuleDetails(
    first_day=SOON,
    last_day=SOON + timedelta(days=15),
    starts_at=time(10),
    ends_at=time(12),
    rrule="FREQ=WEEKLY",
)


def details(**others: Any) -> ActivityDetails:
    return ActivityDetails(**TALK.model_dump(exclude_unset=True) | others)


async def talk(**others: Any) -> ActivityRow:
    await make_library()
    return await create_activity(organisation_slug="rotterdam", details=details(**others))


async def edition(**others: Any) -> UUID:
    values: dict[str, Any] = {"location": "centrale", "first_day": SOON} | others
    return await create_edition(activity_slug="lezing", details=EditionDetails(**values))


async def sign_up(state: str, **target: UUID) -> UUID:
    (column, value), registration = next(iter(target.items())), uuid4()
    sql = f"INSERT INTO registration (id, {column}, name, state) VALUES ($1, $2, 'Bob', $3)"  # noqa: S608  a column's name
    await execute(sql, registration, value, state)
    return registration


async def column(sql: str, *values: object) -> list[Any]:
    return [row[0] for row in await fetch(sql, *values)]


async def test_activity_is_a_draft_under_its_key() -> None:
    made = await talk()

    assert (made.slug, made.state, made.wsob_function) == (
        "lezing",
        ActivityState.DRAFT,
        WsobFunction.KNOWLEDGE_INFORMATION,
    )
    assert await activity_by_slug("lezing") == made


@pytest.mark.parametrize("kind", ActivityKind)
def test_every_kind_has_a_usual_function(kind: ActivityKind) -> None:
    assert usual_function(kind) in WsobFunction


async def test_own_function_goes_before_the_usual_one() -> None:
    assert (await talk(wsob_function="reading_literature")).wsob_function == WsobFunction.READING_LITERATURE


async def test_key_that_the_organisation_has_is_refused() -> None:
    await talk()

    with pytest.raises(ActivityKeyTaken):
        await create_activity(organisation_slug="rotterdam", details=TALK)


async def test_key_of_another_organisation_gets_a_longer_slug() -> None:
    await talk()
    await make_library("schiedam")

    assert (await create_activity(organisation_slug="schiedam", details=TALK)).slug == "schiedam-lezing"


async def test_unknown_organisation_and_programme_are_refused() -> None:
    with pytest.raises(UnknownOrganisation):
        await create_activity(organisation_slug="nergens", details=TALK)
    with pytest.raises(UnknownProgramme):
        await talk(programme="basis")


async def test_programme_of_the_organisation_is_taken_up() -> None:
    await make_library()
    sql = "INSERT INTO programme (organisation, slug, name) SELECT id, 'basis', 'Basis' FROM organisation RETURNING id"
    programme = await fetch_value(sql)

    made = await create_activity(organisation_slug="rotterdam", details=details(programme="basis"))

    assert made.programme_id == programme


async def test_change_leaves_what_is_not_set() -> None:
    before = await talk(summary="Kort")

    changed = await change_activity(slug="lezing", details=details(title="Andere lezing"))

    assert (changed.title, changed.summary, changed.wsob_function) == ("Andere lezing", "Kort", before.wsob_function)
    assert await activity_by_slug("lezing") == changed


async def test_change_that_changes_nothing_writes_nothing() -> None:
    await talk()
    before = await column("SELECT xmin::text FROM activity")

    await change_activity(slug="lezing", details=TALK)

    assert await column("SELECT xmin::text FROM activity") == before


async def test_change_to_a_key_that_is_taken_is_refused() -> None:
    await talk()
    await create_activity(organisation_slug="rotterdam", details=details(key="debat"))

    with pytest.raises(ActivityKeyTaken):
        await change_activity(slug="debat", details=TALK)


async def test_form_is_fixed_once_people_have_signed_up() -> None:
    await talk()
    await add_rule(edition=await edition(), details=WEEKLY)
    await sign_up("confirmed", session=await fetch_value("SELECT id FROM session LIMIT 1"))

    with pytest.raises(FormFixed):
        await change_activity(slug="lezing", details=details(form=Form.COHORT))


async def test_other_form_takes_the_capacity_from_the_sessions() -> None:
    await talk()
    await add_rule(edition=await edition(capacity=5), details=WEEKLY)

    await change_activity(slug="lezing", details=details(form=Form.COHORT))

    assert await column("SELECT DISTINCT capacity FROM session") == [None]


@pytest.mark.parametrize(("names", "kept"), [(["Oud", "Ouder", "Oud"], ["Oud", "Ouder"]), ([], [])])
async def test_aliases_are_replaced(names: Sequence[str], kept: list[str]) -> None:
    await make_library()
    await create_activity(organisation_slug="rotterdam", details=TALK, aliases=["Eerst"])

    await set_aliases(slug="lezing", names=names)

    assert (await activity_by_slug("lezing")).former_names == kept


async def test_publish_and_archive() -> None:
    await talk()

    states = []
    for act in (publish, archive):
        await act(slug="lezing")
        states.append((await activity_by_slug("lezing")).state)

    assert states == [ActivityState.PUBLISHED, ActivityState.ARCHIVED]


async def test_unknown_activity_is_refused() -> None:
    for refused in (
        publish(slug="nergens"),
        set_aliases(slug="nergens", names=[]),
        change_activity(slug="nergens", details=TALK),
        create_edition(activity_slug="nergens", details=EditionDetails(location="centrale", first_day=SOON)),
    ):
        with pytest.raises(UnknownActivity):
            await refused


async def test_rule_makes_sessions_at_once() -> None:
    await talk()

    await add_rule(edition=await edition(capacity=5), details=WEEKLY)

    rows = await fetch("SELECT occurs_on, capacity FROM session ORDER BY occurs_on")
    assert [tuple(row) for row in rows] == [(SOON + timedelta(weeks=week), 5) for week in range(3)]


async def test_skipped_days_and_periods_have_no_sessions() -> None:
    await talk()
    second, third = SOON + timedelta(weeks=1), SOON + timedelta(weeks=2)
    skipped = {"skipped_days": [second], "skipped_periods": [(third - timedelta(days=1), third)]}

    await add_rule(edition=await edition(), details=WEEKLY.model_copy(update=skipped))

    assert await column("SELECT occurs_on FROM session") == [SOON]


async def test_edition_that_is_there_is_refused() -> None:
    await talk()
    await edition()

    with pytest.raises(EditionExists):
        await edition()


async def test_edition_at_an_unknown_place_is_refused() -> None:
    await talk()
    elsewhere = await add_room(location_slug="slinge", details=RoomDetails(name="Zaal"))

    with pytest.raises(UnknownLocation):
        await edition(location="nergens")
    with pytest.raises(UnknownRoom):
        await edition(room=elsewhere.id)


async def test_edition_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValidationError, match="The last day comes before the first day"):
        EditionDetails(location="centrale", first_day=SOON, last_day=SOON - timedelta(days=1))


async def test_rule_that_cannot_be_used_is_refused() -> None:
    await talk()
    made = await edition()
    await add_rule(edition=made, details=WEEKLY)

    with pytest.raises(RuleExists):
        await add_rule(edition=made, details=WEEKLY)
    with pytest.raises(YieldsNothing):
        await add_rule(edition=made, details=WEEKLY.model_copy(update={"rrule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}))
    with pytest.raises(UnknownEdition):
        await add_rule(edition=uuid4(), details=WEEKLY)
    assert await fetch_value("SELECT count(*) FROM schedule_rule") == 1


async def test_room_that_is_in_use_is_refused() -> None:
    await talk()
    room = await add_room(location_slug="centrale", details=RoomDetails(name="Zaal"))
    made = await edition(room=room.id)
    await add_rule(edition=made, details=WEEKLY)

    with pytest.raises(Clashes):
        await add_rule(edition=made, details=WEEKLY.model_copy(update={"starts_at": time(11)}))


async def test_more_places_are_for_who_waits() -> None:
    await talk()
    made = await edition(capacity=1)
    await add_rule(edition=made, details=WEEKLY)
    session = await fetch_value("SELECT id FROM session ORDER BY starts_at LIMIT 1")
    await execute("UPDATE session SET seats_taken = 1 WHERE id = $1", session)
    waiting = await sign_up("waiting", session=session)
    await execute("UPDATE activity SET state = 'published'")

    await set_capacity(edition=made, capacity=2)

    assert await fetch_value("SELECT state FROM registration WHERE id = $1", waiting) == "offered"
    assert await fetch_value("SELECT seats_taken FROM session WHERE id = $1", session) == 2
    assert await column("SELECT kind FROM fact") == ["registration_offered"]


async def test_capacity_below_who_has_a_place_is_refused() -> None:
    await talk(form=Form.COHORT)
    made = await edition(capacity=8)
    await execute("UPDATE edition SET seats_taken = 5")

    with pytest.raises(CapacityBelowTaken):
        await set_capacity(edition=made, capacity=4)


async def test_full_session_keeps_its_capacity() -> None:
    await talk()
    made = await edition(capacity=8)
    await add_rule(edition=made, details=WEEKLY)
    full = await fetch_value("SELECT id FROM session ORDER BY starts_at LIMIT 1")
    await execute("UPDATE session SET seats_taken = 8 WHERE id = $1", full)

    await set_capacity(edition=made, capacity=4)

    assert await column("SELECT capacity FROM session ORDER BY starts_at") == [8, 4, 4]


async def test_times_are_those_of_the_clock_at_the_location() -> None:
    await talk()
    await execute("UPDATE location SET timezone = 'America/Kralendijk'")

    await add_rule(edition=await edition(), details=WEEKLY)

    first: datetime = await fetch_value("SELECT min(starts_at) FROM session")
    assert first.hour == 14
