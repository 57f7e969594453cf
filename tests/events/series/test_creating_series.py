from datetime import date, time

import pytest

from database.transaction import fetch, fetch_value
from events.creating_errors import EditionExists
from events.errors import PersonTaken, RoomTaken
from events.series.creating import Run, create_cohort, create_series, create_single
from events.series.errors import TooFewMeetings
from events.vocabulary import Form, Skip
from places.closing import add_closure
from places.schemas import ClosureDetails
from places.vocabulary import ClosureKind
from tests.events.series.worlds import a_person, a_room, an_activity, held_at, sessions_of

pytestmark = pytest.mark.usefixtures("database")


async def a_run(form: Form = Form.SINGLE) -> Run:
    activity, place = await an_activity(form)
    return Run(activity=activity, location=place, first_day=date(2027, 3, 15), starts_at=time(10), ends_at=time(12))


def later(run: Run, **values: object) -> Run:
    fields = {name: getattr(run, name) for name in run.__slots__}
    return Run(**fields | values)


async def test_single_meeting_is_there_with_its_room_its_people_and_its_places() -> None:
    run = await a_run()
    room, person = await a_room(run.location), await a_person(run.activity)

    edition = await create_single(later(run, room=room, capacity=7, facilitators=[person]))

    assert await held_at(edition) == ["03-15 10:00"]
    row = (await sessions_of(edition))[0]
    assert (row["room"], row["capacity"]) == (room, 7)
    assert await fetch_value("SELECT facilitator FROM assignment") == person


async def test_second_talk_of_the_day_is_beside_the_first_one() -> None:
    run = await a_run()
    person = await a_person(run.activity)
    first = await create_single(run)

    second = await create_single(later(run, starts_at=time(14), ends_at=time(16), capacity=4, facilitators=[person]))

    assert second == first
    assert await held_at(first) == ["03-15 10:00", "03-15 14:00"]
    assert [row["capacity"] for row in await sessions_of(first)] == [None, 4]
    assert await fetch_value("SELECT count(*) FROM assignment") == 1


async def test_second_group_of_the_day_is_refused() -> None:
    run = await a_run(Form.COHORT)
    await create_cohort(run, rrule="FREQ=WEEKLY", lessons=3)

    with pytest.raises(EditionExists):
        await create_cohort(later(run, starts_at=time(14), ends_at=time(16)), rrule="FREQ=WEEKLY", lessons=3)


async def test_course_has_its_number_of_lessons_besides_closed_days() -> None:
    run = later(await a_run(Form.COHORT), skip=[Skip.PUBLIC_HOLIDAYS])
    library = await fetch_value("SELECT slug FROM organisation")
    day = date(2027, 4, 12)
    await add_closure(
        organisation_slug=library,
        details=ClosureDetails(kind=ClosureKind.CLOSED, name="Studiedag", first_day=day, last_day=day),
    )

    edition = await create_cohort(run, rrule="FREQ=WEEKLY;BYDAY=MO", lessons=5)

    # 29 March is Easter Monday.
    assert await held_at(edition) == ["03-15 10:00", "03-22 10:00", "04-05 10:00", "04-19 10:00", "04-26 10:00"]
    row = (await fetch("SELECT last_day, planned_sessions FROM edition"))[0]
    assert tuple(row) == (date(2027, 4, 26), 5)
    assert await fetch_value("SELECT last_day FROM schedule_rule") == date(2027, 4, 26)


async def test_course_that_does_not_fit_its_rule_is_refused() -> None:
    with pytest.raises(TooFewMeetings) as refusal:
        await create_cohort(await a_run(Form.COHORT), rrule="FREQ=WEEKLY;COUNT=3", lessons=5)

    assert refusal.value.details == {"found": 3, "lessons": 5}
    assert await fetch_value("SELECT count(*) FROM edition") == 0


async def test_series_goes_on_to_its_last_day() -> None:
    edition = await create_series(await a_run(), rrule="FREQ=WEEKLY", last_day=date(2027, 3, 29))

    assert await held_at(edition) == ["03-15 10:00", "03-22 10:00", "03-29 10:00"]


async def test_taken_room_or_person_leaves_nothing_behind() -> None:
    run = await a_run()
    room, person = await a_room(run.location), await a_person(run.activity)
    await create_single(later(run, room=room, facilitators=[person]))

    with pytest.raises(RoomTaken):
        await create_single(later(run, room=room, starts_at=time(11)))
    with pytest.raises(PersonTaken):
        await create_single(later(run, facilitators=[person], starts_at=time(11)))
    assert [await fetch_value(f"SELECT count(*) FROM {table}") for table in ("session", "schedule_rule")] == [1, 1]  # noqa: S608
