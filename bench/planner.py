"""The board of a week over fifty rooms and five hundred sessions, and moving one of them."""

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from statistics import median
from uuid import UUID, uuid4

from httpx import ASGITransport, AsyncClient

from bench.services import migrated_database
from database.transaction import execute, execute_many, fetch, fetch_value
from identity.accounts import create_account, give_role
from identity.roles import Role
from identity.tokens import create_token
from leeragenda.routes import ROUTES
from web.shell import create_shell

PLACES, ROOMS_OF_PLACE, SESSIONS_OF_ROOM = 10, 5, 10
ROUNDS = 25
EMAIL = "bea@library.example"
MONDAY = date(2027, 3, 1)

_MAKE = """
WITH library AS (
    INSERT INTO organisation (slug, name, kind) VALUES ('bench', 'Bibliotheek', 'library') RETURNING id
), branch AS (
    INSERT INTO location (organisation, key, slug, name, kind, place)
    SELECT library.id, 'plek-' || n, 'plek-' || n, 'Plek ' || n, 'branch', 'Stad'
    FROM library, generate_series(1, $1::int) AS n RETURNING id
), rooms AS (
    INSERT INTO room (location, name, capacity) SELECT branch.id, 'Zaal ' || n, 20
    FROM branch, generate_series(1, $2::int) AS n
), offered AS (
    INSERT INTO activity (organisation, key, slug, title, kind, form, wsob_function, registration_policy, themes)
    SELECT id, 'taal', 'taal', 'Taalcafé in de bibliotheek', 'course', 'single', 'development_education', 'required',
        '{taal}' FROM library RETURNING id
)
INSERT INTO edition (activity, location, first_day, capacity, id)
SELECT offered.id, branch.id, '2027-01-01', 20, gen_random_uuid() FROM offered, branch
"""
_ROOMS = "SELECT room.id, room.location, edition.id AS edition FROM room JOIN edition USING (location) ORDER BY room.id"
_INSERT = """
INSERT INTO session (id, edition, location, room, starts_at, ends_at, capacity, seats_taken)
VALUES ($1, $2, $3, $4, $5, $6, 20, 0)
"""


async def main() -> None:
    async with migrated_database():
        await _fill()
        await create_account(email=EMAIL, password="correct horse battery")  # noqa: S106  of a database that goes away
        await give_role(email=EMAIL, role=Role.PROGRAMMER, organisation_slug="bench")
        headers = {"Authorization": f"Bearer {await create_token(email=EMAIL)}"}
        shell = create_shell(ROUTES, public_url="http://localhost")
        transport = ASGITransport(app=shell)  # type: ignore[arg-type]
        async with AsyncClient(transport=transport, base_url="http://localhost", headers=headers) as client:
            for name, path in (
                ("board, week, as a page", f"/planner/board?date={MONDAY}"),
                ("board, week, as data", f"/planner/board.json?date={MONDAY}"),
                ("board, month, as a page", f"/planner/board?view=month&date={MONDAY}"),
            ):
                await _measure(name, lambda path=path: _get(client, path))
            await _measure("move of one session", _mover(client, await _a_session()))


async def _fill() -> None:
    await execute(_MAKE, PLACES, ROOMS_OF_PLACE)
    rows = [
        (uuid4(), room["edition"], room["location"], room["id"], starts_at, starts_at + timedelta(hours=2))
        for room in await fetch(_ROOMS)
        for number in range(SESSIONS_OF_ROOM)
        for starts_at in [_start(number)]
    ]
    await execute_many(_INSERT, rows)
    await execute("ANALYZE")


def _start(number: int) -> datetime:
    day, of_day = divmod(number, 2)
    return datetime.combine(MONDAY, datetime.min.time(), UTC) + timedelta(days=day, hours=9 + 4 * of_day)


async def _a_session() -> UUID:
    found: UUID = await fetch_value("SELECT id FROM session ORDER BY starts_at, id LIMIT 1")
    return found


async def _get(client: AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text[:2000]


def _mover(client: AsyncClient, session: UUID) -> Callable[[], Awaitable[None]]:
    hours = iter(range(10_000))

    async def move() -> None:
        row = (await fetch("SELECT location, room, sequence FROM session WHERE id = $1", session))[0]
        # Saturday is free: to and fro between two hours.
        start = 10 + next(hours) % 2
        fields = {
            "date": str(MONDAY + timedelta(days=5)),
            "starts_at": f"{start}:00",
            "ends_at": f"{start + 2}:00",
            "place": f"{row['location']}:{row['room']}",
            "version": str(row["sequence"]),
            "scope": "this",
        }
        answer = await client.post(f"/planner/sessions/{session}/move", data=fields)
        assert answer.status_code == 303, answer.text[:2000]

    return move


async def _measure(name: str, ask: Callable[[], Awaitable[None]]) -> None:
    await ask()
    taken = []
    for _ in range(ROUNDS):
        before = time.perf_counter()
        await ask()
        taken.append((time.perf_counter() - before) * 1000)
    print(f"{name:26} median {median(taken):6.1f} ms  slowest {max(taken):6.1f} ms")
