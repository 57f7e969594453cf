"""How fast people are signed up, and whether it is ever one too many: with people, servers and database on one machine.

A run that sells a seat twice, loses one or answers with an undefined error ends the benchmark with an AssertionError.
"""

import asyncio
import os
import signal
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import asyncpg

from bench.people import Person, arrive, person, queue_up
from bench.processor_time import seconds_of_children
from bench.services import migrated_database, web_server
from database.transaction import execute, execute_many, fetch, fetch_value
from events.checking import problems
from events.tables import Activity, Edition
from events.vocabulary import ActivityKind, Form, RegistrationPolicy, WsobFunction
from places.tables import Location, Organisation
from places.vocabulary import LocationKind, OrganisationKind

CLIENTS = 32
RUNS = 20
CROWD, SEATS = 1_000, 20


async def main() -> None:
    # Not what is measured, and all of these people have one address.
    os.environ["LEERAGENDA_SIGN_UPS_PER_ADDRESS"] = os.environ["LEERAGENDA_SIGN_UPS_PER_SESSION"] = "0"
    async with migrated_database():
        edition = await _edition()
        with web_server(workers=2) as port:
            await _warm_up(port, edition)
            await _crowd(port, edition)
            await _rate(port, edition, "one session, places for all", sessions=1, capacity=None)
            await _rate(port, edition, "one session, nearly all wait", sessions=1, capacity=20)
            await _rate(port, edition, "fifty sessions", sessions=50, capacity=None)
        with web_server(workers=8) as port:
            await _warm_up(port, edition)
            await _never_oversold(port, edition)
        with web_server(workers=2) as port:
            await _warm_up(port, edition)
            await _restart(port, edition)


async def _warm_up(port: int, edition: UUID) -> None:
    sessions = await _sessions(edition, 4, capacity=None)
    await queue_up(port, _people(sessions, 400), clients=CLIENTS)


async def _crowd(port: int, edition: UUID) -> None:
    """A thousand people for twenty seats within a second."""
    sessions = await _sessions(edition, 1, capacity=SEATS)
    people = _people(sessions, CROWD)
    await arrive(port, people, within=1.0)
    out_of_turn = await _require_order(sessions[0], people)
    took = max(each.answered_at for each in people) - people[0].asked_at
    print(f"{CROWD:,} people for {SEATS} seats in one second: {_counts(people)}, {_latencies(people)}")
    print(f"  all answered after {took:.2f} s, on the list {out_of_turn} places at most from where they asked")


async def _rate(port: int, edition: UUID, name: str, *, sessions: int, capacity: int | None) -> None:
    made = await _sessions(edition, sessions, capacity=capacity)
    people = _people(made, 3_000)
    worked = seconds_of_children()
    took = await queue_up(port, people, clients=CLIENTS)
    worked = seconds_of_children() - worked
    _require({each.status for each in people} == {201}, _counts(people))
    _require_none_wrong(await problems())
    print(
        f"{name}: {len(people) / took:.0f}/s with {CLIENTS} clients, {_latencies(people)},"
        f" processor time {worked / len(people) * 1000:.2f} ms"
    )


async def _never_oversold(port: int, edition: UUID) -> None:
    oversold = 0
    for _ in range(RUNS):
        sessions = await _sessions(edition, 1, capacity=100)
        people = _people(sessions, 400)
        await queue_up(port, people, clients=64)
        seats = await fetch_value("SELECT sum(party_size) FROM registration WHERE state = 'confirmed' AND session = $1",
                                  sessions[0])  # fmt: skip
        oversold += seats != 100
        _require(Counter(each.answer["status"] for each in people) == {"confirmed": 100, "waiting": 300}, "a run")
    _require_none_wrong(await problems())
    print(f"8 server processes, 400 people for 100 seats, {RUNS} runs: {oversold} oversold or undersold")


async def _restart(port: int, edition: UUID) -> None:
    """The database crashes and recovers in the middle of a thousand."""
    sessions = await _sessions(edition, 1, capacity=SEATS)
    people = _people(sessions, CROWD)
    crash = asyncio.create_task(_crash_after(0.5))
    await arrive(port, people, within=1.0)
    await crash
    asked_again = sum(1 for each in people if each.refused)
    await _require_order(sessions[0], people)
    statuses = sorted(Counter(status for each in people for status in each.refused).items())
    print(f"database killed in the middle of {CROWD:,}: {_counts(people)}; {asked_again} asked again after {statuses}")


async def _crash_after(seconds: float) -> None:
    """A backend that dies by SIGKILL makes PostgreSQL end all others and recover from its log."""
    await asyncio.sleep(seconds)
    backend = await fetch_value("SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' LIMIT 1")
    with suppress(ProcessLookupError):
        os.kill(backend, signal.SIGKILL)
    for _ in range(100):
        await asyncio.sleep(0.1)
        with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            await fetch_value("SELECT 1")
            return
    raise TimeoutError("the database did not come back")


async def _require_order(session: UUID, people: Sequence[Person]) -> int:
    """Exactly the seats are sold, the rest waits, nobody twice; returns how far anybody is from where they asked."""
    by_id = {each.answer["id"]: each for each in people}
    _require(len(by_id) == len(people), "two people got the same answer")
    rows = await fetch("SELECT id, state FROM registration WHERE session = $1 ORDER BY queue_number", session)
    _require(len(rows) == len(people), f"{len(rows)} registrations")
    _require([row["state"] for row in rows].count("confirmed") == SEATS, "seats")
    _require({str(row["id"]) for row in rows} == by_id.keys(), "an answer without a registration")
    waiting = [by_id[str(row["id"])] for row in rows if row["state"] == "waiting"]
    told = [each.answer["position"] for each in waiting]
    _require(told == list(range(1, len(people) - SEATS + 1)), "positions are not those of the list")
    _require_none_wrong(await problems())
    return max(abs(each.number - SEATS - at) for at, each in enumerate(waiting))


def _people(sessions: Sequence[UUID], number: int) -> list[Person]:
    paths = [f"/api/v1/sessions/{session}/registrations" for session in sessions]
    return [person(at, paths[at % len(paths)]) for at in range(number)]


def _counts(people: Sequence[Person]) -> str:
    counts = Counter(each.answer.get("status") if each.status == 201 else each.status for each in people)
    return ", ".join(f"{number} {word}" for word, number in sorted(counts.items(), key=str))


def _latencies(people: Sequence[Person]) -> str:
    took = sorted(each.latency * 1000 for each in people)
    return f"p50 {took[len(took) // 2]:.0f} ms, p99 {took[len(took) * 99 // 100]:.0f} ms"


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise AssertionError(what)


def _require_none_wrong(found: Sequence[str]) -> None:
    _require(not found, "; ".join(found))


async def _edition() -> UUID:
    library = Organisation(slug="bench", name="Bench", kind=OrganisationKind.LIBRARY)
    await library.save()
    location = Location(
        organisation=library.id, key="bench", slug="bench", name="Bench", kind=LocationKind.BRANCH, place="Dorp"
    )
    await location.save()
    activity = Activity(
        organisation=library.id,
        key="bench",
        slug="bench",
        title="Lezing",
        kind=ActivityKind.LECTURE,
        form=Form.SINGLE,
        wsob_function=WsobFunction.KNOWLEDGE_INFORMATION,
        registration_policy=RegistrationPolicy.REQUIRED,
    )
    await activity.save()
    edition = Edition(activity=activity.id, location=location.id, first_day=datetime.now(UTC).date())
    await edition.save()
    return edition.id


async def _sessions(edition: UUID, number: int, *, capacity: int | None) -> list[UUID]:
    made, starts_at = [uuid4() for _ in range(number)], datetime.now(UTC) + timedelta(days=30)
    rows = [(each, edition, starts_at, starts_at + timedelta(hours=2), capacity) for each in made]
    await execute_many(
        """
        INSERT INTO session (id, edition, location, starts_at, ends_at, capacity)
        SELECT $1, edition.id, edition.location, $3, $4, $5 FROM edition WHERE edition.id = $2
        """,
        rows,
    )
    await execute("ANALYZE session")
    return made
