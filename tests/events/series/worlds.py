"""A library with two rooms, and series in them that begin next year."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from database.transaction import execute, fetch, fetch_value
from events.editions import add_rule, create_edition
from events.schemas import EditionDetails, RuleDetails
from events.vocabulary import Form, Skip
from tests.builders import an_edition

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


async def an_activity(form: Form = Form.DROP_IN) -> tuple[str, str]:
    """The slugs of a new activity and of a location of its library."""
    edition = await an_edition(form=form)
    slugs = await fetch(
        """
        SELECT activity.slug, location.slug AS place FROM edition JOIN activity ON activity.id = edition.activity
            JOIN location ON location.id = edition.location WHERE edition.id = $1
        """,
        edition.id,
    )
    await execute("DELETE FROM edition WHERE id = $1", edition.id)
    return slugs[0]["slug"], slugs[0]["place"]


async def a_room(place: str, name: str = "Zaal 1") -> int:
    sql = "INSERT INTO room (location, name) SELECT id, $2 FROM location WHERE slug = $1 RETURNING id"
    room: int = await fetch_value(sql, place, name)
    return room


async def a_person(activity: str, name: str = "Dana") -> int:
    sql = """
    INSERT INTO facilitator (organisation, name, kind) SELECT organisation, $2, 'staff' FROM activity WHERE slug = $1
    RETURNING id
    """
    person: int = await fetch_value(sql, activity, name)
    return person


async def a_series(
    activity: str,
    place: str,
    *,
    rrule: str = "FREQ=WEEKLY;BYDAY=TU;COUNT=6",
    first_day: date = date(2027, 1, 5),
    at: tuple[time, time] = (time(10), time(12)),
    room: int | None = None,
    capacity: int | None = None,
    skip: Collection[Skip] = (),
    people: Collection[int] = (),
) -> UUID:
    details = EditionDetails(location=place, first_day=first_day, capacity=capacity)
    edition = await create_edition(activity_slug=activity, details=details)
    for person in people:
        await execute("INSERT INTO edition_facilitator (edition, facilitator) VALUES ($1, $2)", edition, person)
    rule = RuleDetails(first_day=first_day, starts_at=at[0], ends_at=at[1], rrule=rrule, room=room, skip=list(skip))
    await add_rule(edition=edition, details=rule)
    return edition


async def sessions_of(edition: UUID) -> list[asyncpg.Record]:
    return await fetch("SELECT * FROM session WHERE edition = $1 ORDER BY starts_at, id", edition)


async def ids_of(edition: UUID) -> list[UUID]:
    return [row["id"] for row in await sessions_of(edition)]


async def held_at(edition: UUID) -> list[str]:
    """When the meetings are that are held, in local time: "01-05 10:00"."""
    rows = [row for row in await sessions_of(edition) if row["state"] == "scheduled"]
    return [row["starts_at"].astimezone(AMSTERDAM).strftime("%m-%d %H:%M") for row in rows]


def local(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2027, month, day, hour, minute, tzinfo=AMSTERDAM).astimezone(UTC)


async def sign_up(*, session: UUID | None = None, edition: UUID | None = None, name: str = "alice") -> UUID:
    sql = """
    INSERT INTO registration (session, edition, name, email, state)
    VALUES ($1, $2, $3::text, $3::text || '@reader.example', 'confirmed') RETURNING id
    """
    person: UUID = await fetch_value(sql, session, edition, name)
    target, target_id = ("session", session) if session else ("edition", edition)
    await execute(f"UPDATE {target} SET seats_taken = seats_taken + 1 WHERE id = $1", target_id)  # noqa: S608
    return person
