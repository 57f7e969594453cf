"""Undoes what somebody did to the programme: everything goes back as it was, and who signed up is told."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

import asyncpg

from database.transaction import execute, fetch, transaction
from database.violations import violations
from events.errors import SessionHasBegun
from events.facts import SessionCancelled, SessionMoved, SessionReinstated
from events.series.clashes import Placement
from events.series.errors import SeatsTakenSince
from events.series.placing import held, in_words, leading, placements_of
from events.vocabulary import SessionState
from history.changes import Row, RowDifference, differences_of
from history.errors import CannotUndo, ChangedSince
from history.operations import operation as new_operation
from history.undoing import operation_to_undo, put_back, refuse_changed, rows_now, set_back, take_away
from outbox.recording import RecordedFact, record

# What refers to something comes after it.
_TABLES: Final = (
    "location",
    "room",
    "opening_hours",
    "closure",
    "programme",
    "template",
    "activity",
    "activity_alias",
    "question",
    "facilitator",
    "facilitator_hours",
    "facilitator_absence",
    "edition",
    "edition_facilitator",
    "schedule_rule",
    "session",
    "assignment",
    "provider",
    "package",
    "licence",
    "content_link",
    "suggestion_answer",
)
NEVER_UNDONE: Final = (
    "import.",
    "template.publish",
    "procurement.",
    "package.create",
    "package.part",
    "package.cover",
)
"""How the actions begin that cannot be undone: others go on with what came of them, or it is not kept as it was."""
# Counted by the database or by others, and for an assignment copied from its session.
_IGNORED: Final = frozenset({"sequence", "modified_at", "seats_taken", "headcount", "in_force", "warned_at"})
_OF_ASSIGNMENT: Final = frozenset({"starts_at", "ends_at", "active"})
_SHOWN: Final = ("starts_at", "ends_at", "location", "room")

_DETACH = "UPDATE session SET rule = NULL WHERE id = ANY($1::uuid[]) AND rule IS NOT NULL"
_WITH_PEOPLE = """
SELECT session.id FROM session
WHERE (session.id = ANY($1::uuid[]) OR session.rule = ANY($2::int[])) AND (
    EXISTS (SELECT FROM registration WHERE registration.session = session.id)
    OR EXISTS (SELECT FROM registration WHERE registration.edition = session.edition AND state <> 'cancelled'))
"""
_CANCEL = """
UPDATE session SET state = 'cancelled', edited = true
WHERE (id = ANY($1::uuid[]) OR rule = ANY($2::int[])) AND state = 'scheduled' RETURNING id, sequence
"""
_REMOVE_MADE_SINCE = "DELETE FROM session WHERE rule = ANY($1::int[]) AND starts_at > $2 AND id <> ALL ($3::uuid[])"
_STOP_EDITIONS = """
UPDATE edition SET state = 'cancelled'
WHERE id = ANY($1::uuid[]) AND (EXISTS (SELECT FROM session WHERE session.edition = edition.id)
    OR EXISTS (SELECT FROM registration WHERE registration.edition = edition.id))
RETURNING id
"""
_SEQUENCES = "SELECT id, sequence FROM session WHERE id = ANY($1::uuid[])"

Differences = Mapping[str, Sequence[RowDifference]]


async def undo_last(
    *,
    account_id: int,
    organisations: Collection[int] | None = None,
    operation: UUID | None = None,
    now: datetime | None = None,
) -> UUID:
    """Undoes an operation of this person, or the last one that is not undone yet; returns the id of the undo.

    Sessions that it made are deleted, or cancelled when people have signed up; what it deleted comes back with the
    same id, and what it cancelled is held again with a higher SEQUENCE.

    :param organisations: only operations of these.
    :param now: aware; the present unless given.
    :raises UnknownOperation, UndoOfUndo, AlreadyUndone, CannotUndo: it is not one to undo.
    :raises ChangedSince: something that it did has been changed again; it names that.
    :raises SessionHasBegun: a session of it has begun.
    :raises Clashes: the room or a person has something else to do by now.
    :raises SeatsTakenSince: more people have signed up than there were places.
    """
    now = now or datetime.now(UTC)
    async with transaction():
        undone = await operation_to_undo(account=account_id, operation=operation, organisations=organisations)
        by_table: dict[str, list[RowDifference]] = defaultdict(list)
        for each in await differences_of([undone.id]):
            by_table[each.table].append(each)
        if undone.action.startswith(NEVER_UNDONE) or not by_table or by_table.keys() - set(_TABLES):
            raise CannotUndo
        said = {"of": undone.action, "what": undone.details}
        async with new_operation(
            "undo", account=account_id, organisation=undone.organisation, undoes=undone.id, **said
        ) as this:
            await _undo(by_table, now)
        return this


async def _undo(differences: Differences, now: datetime) -> None:
    current = {table: await rows_now(table, [each.id for each in differences.get(table, ())]) for table in _TABLES}
    for table in _TABLES:
        for each in differences.get(table, ()):
            refuse_changed(each, current[table].get(each.id), ignoring=_ignored(table))
    sessions = [each for each in differences.get("session", ()) if each.before is None or each.after is None
                or each.changed(ignoring=_IGNORED)]  # fmt: skip
    _refuse_begun(sessions, now)
    wished = [each.before for each in sessions if each.before and each.before["state"] == SessionState.SCHEDULED]
    led = _led_again(differences.get("assignment", ()))
    seats = SeatsTakenSince(field="capacity")
    try:
        ids, people = [UUID(each.id) for each in sessions], {person for each in led.values() for person in each}
        async with held(rooms=[row["room"] for row in wished], sessions=ids, people=people):
            await execute("SET CONSTRAINTS session_room_once DEFERRED")
            with violations({"session_seats_within_capacity": seats, "edition_seats_within_capacity": seats}):
                facts = await _put_everything_back(differences, current, sessions, now)
            await execute("SET CONSTRAINTS session_room_once IMMEDIATE")
    except asyncpg.ExclusionViolationError as violation:
        raise await in_words(await _placements(wished, led), violation) from violation
    await record(*facts)


async def _put_everything_back(
    differences: Differences, current: Mapping[str, Mapping[str, Row]], sessions: Sequence[RowDifference], now: datetime
) -> list[RecordedFact]:
    new = {table: [each.id for each in differences.get(table, ()) if each.before is None] for table in _TABLES}
    rules = [int(each) for each in new["schedule_rule"]]
    with_people = {row["id"] for row in await fetch(_WITH_PEOPLE, [UUID(each.id) for each in sessions], rules)}
    # Out of the way first: a rule has one session for each day.
    await execute(_DETACH, [UUID(each.id) for each in sessions if each.before is None or _is_re_pointed(each)])
    stays = [each for each in new["session"] if UUID(each) in with_people]
    facts = await _cancel([UUID(each) for each in stays], rules, with_people, now)
    await take_away("assignment", new["assignment"])
    await take_away("session", [each for each in new["session"] if each not in stays])
    for table in _TABLES:
        gone = [each.before for each in differences.get(table, ()) if each.after is None and each.before]
        await put_back(table, [_come_back(row, now) for row in gone] if table == "session" else gone)
        await _set_back(table, differences.get(table, ()), current[table])
    await _take_away_new(new)
    return [*facts, *await _told(sessions, with_people)]


async def _cancel(
    stays: Sequence[UUID], new_rules: Sequence[int], with_people: Collection[UUID], now: datetime
) -> list[RecordedFact]:
    """What was made and cannot go any more; sessions that a new rule gave since go too."""
    await execute(_REMOVE_MADE_SINCE, new_rules, now, list(with_people))
    rows = await fetch(_CANCEL, stays, new_rules)
    return [SessionCancelled(session=row["id"], sequence=row["sequence"], reason="") for row in rows]


async def _set_back(table: str, differences: Sequence[RowDifference], current: Mapping[str, Row]) -> None:
    changed = {each.id: each.changed(ignoring=_ignored(table)) for each in differences if each.before and each.after}
    columns = {name for names in changed.values() for name in names}
    if "occurs_on" in columns:
        # They were taken off their rule, and the day goes together with it.
        columns.add("rule")
    rows = [
        current[each.id] | {name: each.before[name] for name in changed[each.id]}
        for each in differences
        if each.before and changed.get(each.id)
    ]
    await set_back(table, rows, columns)


async def _take_away_new(new: Mapping[str, Sequence[str]]) -> None:
    stopped = {str(row["id"]) for row in await fetch(_STOP_EDITIONS, [UUID(each) for each in new["edition"]])}
    for table in reversed([table for table in _TABLES if table not in {"session", "assignment"}]):
        ids = [each for each in new[table] if each not in stopped]
        if table == "activity" and stopped:
            continue
        try:
            await take_away(table, ids)
        except asyncpg.ForeignKeyViolationError as violation:
            raise ChangedSince(what=table, table=table, fields=[]) from violation


async def _told(sessions: Sequence[RowDifference], with_people: Collection[UUID]) -> list[RecordedFact]:
    changed = [each for each in sessions if each.before and each.after and UUID(each.id) in with_people]
    rows = await fetch(_SEQUENCES, [UUID(each.id) for each in changed])
    sequences = {str(row["id"]): row["sequence"] for row in rows}
    return [fact for each in changed if (fact := _fact(each, sequences[each.id]))]


def _fact(session: RowDifference, sequence: int) -> RecordedFact | None:
    before, after = session.before or {}, session.after or {}
    if before["state"] != after["state"]:
        if before["state"] == SessionState.SCHEDULED:
            return SessionReinstated(session=UUID(session.id), sequence=sequence)
        return SessionCancelled(session=UUID(session.id), sequence=sequence, reason=before["cancel_reason"])
    if all(before[name] == after[name] for name in _SHOWN):
        return None
    return SessionMoved(
        session=UUID(session.id),
        sequence=sequence,
        former_starts_at=datetime.fromisoformat(after["starts_at"]).astimezone(UTC),
        former_ends_at=datetime.fromisoformat(after["ends_at"]).astimezone(UTC),
        former_location=after["location"],
        former_room=after["room"],
    )


def _refuse_begun(sessions: Sequence[RowDifference], now: datetime) -> None:
    for each in sessions:
        if any(row and datetime.fromisoformat(row["starts_at"]) <= now for row in (each.before, each.after)):
            raise SessionHasBegun


def _come_back(row: Row, now: datetime) -> Row:
    """A calendar that showed it before takes it for newer than what it had."""
    return row | {"sequence": row["sequence"] + 1, "modified_at": now.isoformat(), "seats_taken": 0}


def _is_re_pointed(session: RowDifference) -> bool:
    return bool({"rule", "occurs_on"} & set(session.changed()))


def _ignored(table: str) -> frozenset[str]:
    return _IGNORED | _OF_ASSIGNMENT if table == "assignment" else _IGNORED


def _led_again(assignments: Sequence[RowDifference]) -> dict[UUID, frozenset[int]]:
    """Who leads which sessions again."""
    led: dict[UUID, frozenset[int]] = defaultdict(frozenset)
    for row in (each.before for each in assignments if each.before and each.after is None):
        led[UUID(row["session"])] |= {row["facilitator"]}
    return led


async def _placements(rows: Sequence[Row], led_again: Mapping[UUID, frozenset[int]]) -> list[Placement]:
    """The sessions as they were to be, and those that stay where they are and are led by others again."""
    moved = [UUID(row["id"]) for row in rows]
    led = await leading([*moved, *led_again])
    people = {each: led.get(each, frozenset()) | led_again.get(each, frozenset()) for each in [*moved, *led_again]}
    staying = await placements_of([each for each in led_again if each not in moved])
    return [
        *(_placement(row, people[UUID(row["id"])]) for row in rows),
        *(replace(each, facilitators=people[each.session]) for each in staying if each.session),
    ]


def _placement(row: Row, people: frozenset[int]) -> Placement:
    return Placement(
        session=UUID(row["id"]),
        starts_at=datetime.fromisoformat(row["starts_at"]),
        ends_at=datetime.fromisoformat(row["ends_at"]),
        location=row["location"],
        room=row["room"],
        setup_minutes=row["setup_minutes"],
        clearup_minutes=row["clearup_minutes"],
        facilitators=people,
    )
