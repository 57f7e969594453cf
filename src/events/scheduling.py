"""Keeps the sessions of editions as their schedule rules say, up to the horizon."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import asyncpg
import structlog
from dateutil.relativedelta import relativedelta

from database.transaction import execute, fetch, transaction
from events.errors import Clashes
from events.facts import SessionAdded, SessionCancelled, SessionMoved
from events.generating import ExistingSession, Move, Plan, plan_sessions
from events.recurrence import Occurrence
from events.recurrence_errors import ScheduleRefused
from events.rules import PlannedRule, closures_of_rules, rules_of_editions, running_rules
from events.series.clashes import Placement
from events.series.placing import held, in_words, leading
from events.vocabulary import SessionState
from outbox.recording import record
from places.queries import ClosureRow

HORIZON_MONTHS = 14
_BATCH = 200
_log = structlog.get_logger(__name__)

_LOCK = """
SELECT FROM edition WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE
"""
_LOCK_SESSIONS = """
SELECT FROM session WHERE edition = ANY($1::uuid[]) AND starts_at > $2 ORDER BY id FOR UPDATE
"""
# Who gave a place back still has the session in a mail, and the row points at it.
_EXISTING = """
SELECT session.id, session.rule, session.occurs_on, session.starts_at, session.ends_at, session.location, session.room,
    session.state, session.edited, session.setup_minutes, session.clearup_minutes,
    EXISTS (SELECT FROM registration WHERE registration.session = session.id)
        OR EXISTS (SELECT FROM registration WHERE registration.edition = session.edition AND state <> 'cancelled')
        AS is_kept
FROM session WHERE edition = ANY($1::uuid[]) AND rule IS NOT NULL AND occurs_on IS NOT NULL
"""
_LAST_DAYS = """
SELECT rule, max(occurs_on) AS last_day FROM session WHERE rule = ANY($1::int[]) GROUP BY rule
"""
# With the time around it that belongs to its activity, the desk's seats of its edition, and led by who leads that.
# People in a group without an end have its feed: only a fixed one is told.
_INSERT = """
WITH made AS (
    INSERT INTO session (edition, rule, location, room, capacity, occurs_on, starts_at, ends_at, title, note,
        setup_minutes, clearup_minutes, desk_seats)
    SELECT new.*, edition.desk_seats FROM unnest($1::uuid[], $2::int[], $3::int[], $4::int[], $5::int[], $6::date[],
        $7::timestamptz[], $8::timestamptz[], $9::text[], $10::text[], $11::smallint[], $12::smallint[])
        AS new (edition, rule, location, room, capacity, occurs_on, starts_at, ends_at, title, note, setup, clearup)
    JOIN edition ON edition.id = new.edition
    ON CONFLICT ON CONSTRAINT session_occurrence_once DO NOTHING RETURNING id, edition, starts_at
), led AS (
    INSERT INTO assignment (session, facilitator)
    SELECT made.id, edition_facilitator.facilitator
    FROM made JOIN edition_facilitator ON edition_facilitator.edition = made.edition
)
SELECT made.id, made.starts_at, activity.form = 'cohort' AND made.starts_at > now() AND EXISTS (
        SELECT FROM registration WHERE registration.edition = made.edition AND registration.state = 'confirmed')
    AS has_group
FROM made JOIN edition ON edition.id = made.edition JOIN activity ON activity.id = edition.activity
ORDER BY made.starts_at
"""
_LEADING_EDITIONS = """
SELECT edition, array_agg(facilitator) AS people FROM edition_facilitator WHERE edition = ANY($1::uuid[])
GROUP BY edition
"""
_MOVE = """
UPDATE session SET starts_at = moved.starts_at, ends_at = moved.ends_at, location = moved.location, room = moved.room
FROM unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::int[], $5::int[])
    AS moved (id, starts_at, ends_at, location, room)
WHERE session.id = moved.id RETURNING session.id, session.sequence
"""
_CANCEL = """
UPDATE session SET state = 'cancelled' WHERE id = ANY($1::uuid[]) RETURNING id, sequence
"""


def horizon(today: date) -> date:
    """The last local day for which sessions are made."""
    return today + relativedelta(months=HORIZON_MONTHS)


async def generate(
    editions: Sequence[UUID],
    *,
    now: datetime | None = None,
    only: Collection[int] | None = None,
    without_rooms: bool = False,
) -> int:
    """Brings the sessions of these editions in line with their rules; returns how many sessions that changed.

    Sessions that have begun, and those that somebody edited or cancelled, stay as they are. A session that no rule
    gives any more is deleted, or cancelled when people have signed up for it.

    :param now: aware; the present unless given.
    :param only: ids of the rules to look at; all of them unless given.
    :param without_rooms: for who finds out afterwards which rooms are free.
    :raises ScheduleRefused: a rule cannot be used.
    :raises Clashes: a room or a person is in use at that time; for one session a RoomTaken or PersonTaken.
    """
    now = now or datetime.now(UTC)
    async with transaction():
        await execute(_LOCK, list(editions))
        rules = [rule for rule in await rules_of_editions(editions) if only is None or rule.id in only]
        if without_rooms:
            rules = [replace(rule, room=None) for rule in rules]
        existing = await _existing(editions, now)
        # What was made behind the horizon is not unwanted: the rule is asked up to there.
        made = [session.occurs_on for sessions in existing.values() for session in sessions]
        until = max([horizon(now.date()), *made])
        closures = await closures_of_rules(rules, until)
        return await _carry_out([(rule, _plan(rule, existing[rule.id], closures, until, now)) for rule in rules])


async def generate_all(*, now: datetime | None = None) -> int:
    """As `generate`, for all editions that are not over: after closed days have changed, for example."""
    now = now or datetime.now(UTC)
    sql = "SELECT id FROM edition WHERE state = 'scheduled' AND (last_day IS NULL OR last_day >= $1) ORDER BY id"
    editions = [row["id"] for row in await fetch(sql, now.date() - timedelta(days=1))]
    batches = [editions[start : start + _BATCH] for start in range(0, len(editions), _BATCH)]
    return sum([await generate(batch, now=now) for batch in batches])


async def extend_horizon(today: date | None = None) -> int:
    """Makes the sessions that have come within the horizon since the last time, and returns how many.

    It only adds behind the last session of a rule: what somebody took out stays out. A rule that cannot be used, or
    whose room is taken, is logged and does not stop the others.
    """
    today = today or datetime.now(UTC).date()
    until, after, made = horizon(today), 0, 0
    while rules := await running_rules(after=after, today=today, limit=_BATCH):
        made += await _extend(rules, until)
        after = rules[-1].id
    return made


async def _extend(rules: Sequence[PlannedRule], until: date) -> int:
    closures = await closures_of_rules(rules, until)
    last_days = {row["rule"]: row["last_day"] for row in await fetch(_LAST_DAYS, [rule.id for rule in rules])}
    made = 0
    for rule in rules:
        last = last_days.get(rule.id, date.min)
        try:
            later = [each for each in rule.occurrences(closures[rule.location], until) if each.on > last]
            async with transaction():
                made += await _write([], [(rule, each) for each in later])
        except (ScheduleRefused, Clashes) as refusal:
            _log.warning("rule_not_extended", rule=rule.id, edition=str(rule.edition), reason=refusal.code)
    return made


def _plan(
    rule: PlannedRule,
    existing: Sequence[ExistingSession],
    closures: Mapping[int, Sequence[ClosureRow]],
    until: date,
    now: datetime,
) -> Plan:
    wanted = rule.occurrences(closures[rule.location], until)
    return plan_sessions(wanted, existing, place=(rule.location, rule.room), now=now)


async def _existing(editions: Sequence[UUID], now: datetime) -> dict[int, list[ExistingSession]]:
    # First the locks: only the next statement sees who signed up while we waited for them.
    await execute(_LOCK_SESSIONS, list(editions), now)
    sessions: dict[int, list[ExistingSession]] = defaultdict(list)
    for row in await fetch(_EXISTING, list(editions)):
        values = {name: value for name, value in row.items() if name != "rule"}
        sessions[row["rule"]].append(ExistingSession(**values | {"state": SessionState(row["state"])}))
    return sessions


async def _carry_out(changed: Sequence[tuple[PlannedRule, Plan]]) -> int:
    """In this order, so that a room is free before it is needed."""
    removed = [session.id for _, plan in changed for session in plan.remove]
    await execute("DELETE FROM session WHERE id = ANY($1::uuid[])", removed)
    cancelled = [session.id for _, plan in changed for session in plan.cancel]
    await _cancel(cancelled)
    moved = [(rule, move) for rule, plan in changed for move in plan.update]
    added = [(rule, each) for rule, plan in changed for each in plan.insert]
    return len(removed) + len(cancelled) + len(moved) + await _write(moved, added)


async def _write(moves: Sequence[tuple[PlannedRule, Move]], new: Sequence[tuple[PlannedRule, Occurrence]]) -> int:
    """Moves and adds sessions, all of them or none, and returns how many were added."""
    if not moves and not new:
        return 0
    rooms = [rule.room for rule, _ in (*moves, *new)]
    sessions, editions = [move.session.id for _, move in moves], list({rule.edition for rule, _ in new})
    try:
        async with held(rooms=rooms, sessions=sessions, editions=editions):
            await _move(moves)
            return await _insert(new)
    except asyncpg.ExclusionViolationError as violation:
        raise await in_words(await _placements(moves, new), violation) from violation


async def _placements(
    moves: Sequence[tuple[PlannedRule, Move]], new: Sequence[tuple[PlannedRule, Occurrence]]
) -> list[Placement]:
    led = await leading([move.session.id for _, move in moves])
    editions = await fetch(_LEADING_EDITIONS, list({rule.edition for rule, _ in new}))
    of_edition = {row["edition"]: frozenset(row["people"]) for row in editions}
    moved = [_placement(rule, move.to, move.session, led.get(move.session.id, frozenset())) for rule, move in moves]
    added = [_placement(rule, each, None, of_edition.get(rule.edition, frozenset())) for rule, each in new]
    return [*moved, *added]


def _placement(rule: PlannedRule, to: Occurrence, session: ExistingSession | None, people: frozenset[int]) -> Placement:
    around = session or rule
    return Placement(
        session=session.id if session else None,
        starts_at=to.starts_at,
        ends_at=to.ends_at,
        location=rule.location,
        room=rule.room,
        setup_minutes=around.setup_minutes,
        clearup_minutes=around.clearup_minutes,
        facilitators=people,
    )


async def _insert(sessions: Sequence[tuple[PlannedRule, Occurrence]]) -> int:
    if not sessions:
        return 0
    rows = [
        (
            *(rule.edition, rule.id, rule.location, rule.room, rule.seats, at.on, at.starts_at, at.ends_at),
            *(rule.title, rule.note, rule.setup_minutes, rule.clearup_minutes),
        )
        for rule, at in sessions
    ]
    made = await fetch(_INSERT, *(list(column) for column in zip(*rows, strict=True)))
    await record(*(SessionAdded(session=row["id"], starts_at=row["starts_at"]) for row in made if row["has_group"]))
    return len(made)


async def _cancel(sessions: Sequence[UUID]) -> None:
    rows = await fetch(_CANCEL, list(sessions)) if sessions else []
    await record(*(SessionCancelled(session=row["id"], sequence=row["sequence"], reason="") for row in rows))


async def _move(moves: Sequence[tuple[PlannedRule, Move]]) -> None:
    if not moves:
        return
    rows = [(move.session.id, move.to.starts_at, move.to.ends_at, rule.location, rule.room) for rule, move in moves]
    moved = await fetch(_MOVE, *(list(column) for column in zip(*rows, strict=True)))
    former = {move.session.id: move.session for _, move in moves}
    await record(*(_moved(former[row["id"]], row["sequence"]) for row in moved if former[row["id"]].is_kept))


def _moved(former: ExistingSession, sequence: int) -> SessionMoved:
    return SessionMoved(
        session=former.id,
        sequence=sequence,
        former_starts_at=former.starts_at,
        former_ends_at=former.ends_at,
        former_location=former.location,
        former_room=former.room,
    )
