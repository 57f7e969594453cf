"""Sessions beside the rules: added one by one, with words of their own."""

from datetime import datetime
from uuid import UUID, uuid4

from database.transaction import execute, fetch_row, transaction
from events.errors import UnknownEdition, UnknownSession
from events.facts import SessionAdded
from events.housing import require_place
from events.rules import seats_of_sessions
from events.series.clashes import Placement
from events.series.placing import placed
from events.vocabulary import Form
from outbox.recording import record

_EDITION = """
SELECT edition.location, edition.room, edition.capacity, activity.form, activity.setup_minutes,
    activity.clearup_minutes,
    ARRAY(SELECT facilitator FROM edition_facilitator WHERE edition_facilitator.edition = edition.id) AS people,
    activity.form = 'cohort' AND EXISTS (SELECT FROM registration WHERE registration.edition = edition.id
        AND registration.state = 'confirmed') AS has_group
FROM edition JOIN activity ON activity.id = edition.activity WHERE edition.id = $1 FOR UPDATE OF edition
"""
_INSERT = """
WITH made AS (
    INSERT INTO session (id, edition, starts_at, ends_at, location, room, title, note, capacity, setup_minutes,
        clearup_minutes, edited, desk_seats)
    SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, true, desk_seats FROM edition WHERE id = $2 RETURNING id
)
INSERT INTO assignment (session, facilitator) SELECT made.id, led.facilitator
FROM made CROSS JOIN unnest($12::int[]) AS led (facilitator)
"""


async def add_session(
    *,
    edition: UUID,
    starts_at: datetime,
    ends_at: datetime,
    location: int | None = None,
    room: int | None = None,
    title: str | None = None,
    note: str = "",
) -> UUID:
    """Adds one session and returns its id. Without a location it is held where its edition is. Times are aware.

    It is led by who leads its edition, and has the time around it that belongs to its activity. A fixed group that
    people have signed up for is told.

    :raises UnknownEdition: there is none.
    :raises UnknownRoom: the room is not one of the location.
    :raises PlaceRetired, RoomRetired: it is not used any more.
    :raises RoomTaken: the room is in use at that time.
    :raises PersonTaken: who leads it is elsewhere at that time.
    """
    session = uuid4()
    async with transaction():
        row = await fetch_row(_EDITION, edition)
        if row is None:
            raise UnknownEdition(field="edition")
        if location is None:
            location, room = row["location"], room or row["room"]
        await require_place(location, room)
        seats = seats_of_sessions(Form(row["form"]), row["capacity"])
        around = (row["setup_minutes"], row["clearup_minutes"])
        placement = Placement(
            session=None,
            starts_at=starts_at,
            ends_at=ends_at,
            location=location,
            room=room,
            setup_minutes=around[0],
            clearup_minutes=around[1],
            facilitators=frozenset(row["people"]),
        )
        words = (title, note, seats)
        async with placed(placement, edition=edition):
            await execute(_INSERT, session, edition, starts_at, ends_at, location, room, *words, *around, row["people"])
        if row["has_group"]:
            await record(SessionAdded(session=session, starts_at=starts_at))
    return session


async def describe_session(session: UUID, *, title: str | None, note: str) -> None:
    """Gives one session its own words, which it keeps when its rule changes; without a title that of the activity.

    :raises UnknownSession: there is none.
    """
    sql = "UPDATE session SET title = $2, note = $3, edited = true WHERE id = $1"
    if await execute(sql, session, title, note) != "UPDATE 1":
        raise UnknownSession
