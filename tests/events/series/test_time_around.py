from datetime import date, time
from typing import Any

import pytest

from database.transaction import execute, fetch
from events.creating import change_activity
from events.creating_errors import MoreStaffAtLeast
from events.editing import move_session
from events.errors import Clashes, RoomTaken
from events.reading_activities import activity_by_slug
from events.schemas import ActivityDetails
from events.series.time_around import give_time_around
from events.vocabulary import Skill
from places.vocabulary import Equipment
from tests.builders import facts
from tests.events.series.worlds import a_room, a_series, an_activity, ids_of, local

pytestmark = pytest.mark.usefixtures("database")


async def change(activity: str, **values: Any) -> None:
    details = ActivityDetails.model_construct(_fields_set=set(values), **values)
    await change_activity(slug=activity, details=details)


async def around(edition: object) -> list[tuple[int, int]]:
    sql = "SELECT setup_minutes, clearup_minutes FROM session WHERE edition = $1 ORDER BY starts_at"
    return [tuple(row) for row in await fetch(sql, edition)]


async def test_coming_sessions_get_the_new_time_around_them_and_nobody_is_told() -> None:
    activity, place = await an_activity()
    edition = await a_series(activity, place, room=await a_room(place))

    await change(activity, setup_minutes=30, clearup_minutes=15)

    assert await around(edition) == [(30, 15)] * 6
    assert await facts() == []


async def test_edited_and_begun_sessions_keep_theirs() -> None:
    activity, place = await an_activity()
    edition = await a_series(activity, place)
    ids = await ids_of(edition)
    await move_session(ids[1], starts_at=local(1, 12, 14), ends_at=local(1, 12, 16))
    row = await activity_by_slug(activity)

    await give_time_around(row.id, setup_minutes=10, clearup_minutes=0, now=local(1, 6, 0))

    assert await around(edition) == [(0, 0), (0, 0), (10, 0), (10, 0), (10, 0), (10, 0)]


async def test_all_that_is_in_the_way_of_the_new_time_is_named_and_nothing_changes() -> None:
    activity, place = await an_activity()
    room = await a_room(place)
    edition = await a_series(activity, place, room=room)
    other, _ = await an_activity()
    await a_series(other, place, room=room, at=(time(12), time(13)), rrule="FREQ=WEEKLY;BYDAY=TU;COUNT=2")

    with pytest.raises(Clashes) as refused:
        await change(activity, clearup_minutes=20)

    assert [clash.other_starts_at for clash in refused.value.clashes] == [local(1, 5, 12), local(1, 12, 12)]
    assert await around(edition) == [(0, 0)] * 6
    assert (await activity_by_slug(activity)).clearup_minutes == 0


async def test_two_sessions_of_the_activity_itself_get_in_the_way_of_each_other() -> None:
    activity, place = await an_activity()
    room = await a_room(place)
    await a_series(activity, place, room=room, rrule="FREQ=DAILY;COUNT=1")
    await a_series(activity, place, room=room, rrule="FREQ=DAILY;COUNT=1", first_day=date(2027, 1, 6))
    sql = "UPDATE session SET starts_at = $1, ends_at = $2 WHERE occurs_on = '2027-01-06'"
    await execute(sql, local(1, 5, 12), local(1, 5, 13))

    with pytest.raises(Clashes) as refused:
        await change(activity, setup_minutes=15)

    assert not isinstance(refused.value, RoomTaken)
    assert len(refused.value.clashes) == 1


async def test_practical_details_are_kept_with_the_activity() -> None:
    activity, _ = await an_activity()

    await change(activity, staff_min=2, staff_max=3, skills=[Skill.NT2], equipment=[Equipment.PROJECTOR])

    row = await activity_by_slug(activity)
    assert (row.staff_min, row.staff_max, row.skills, row.equipment) == (2, 3, ["nt2"], ["projector"])


async def test_fewer_people_at_most_than_at_least_are_refused_with_what_is_there() -> None:
    activity, _ = await an_activity()
    await change(activity, staff_min=2)

    with pytest.raises(MoreStaffAtLeast):
        await change(activity, staff_max=1)
