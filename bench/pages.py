"""How many pages a second two server processes give, beside a constant answer of the same server."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from agenda.rendering_ahead import Ahead
from bench.load import load
from bench.services import migrated_database, web_server
from database.transaction import execute, execute_many, fetch, fetch_value
from leeragenda.demo.seeding import seed

SESSIONS = 1000
_BUSIEST = """
SELECT slug FROM activity JOIN edition ON edition.activity = activity.id GROUP BY slug ORDER BY count(*) DESC LIMIT 1
"""


async def main() -> None:
    async with migrated_database():
        await seed(datetime.now(UTC))
        await exactly_a_thousand_coming_sessions()
        await Ahead().render()  # as the worker does soon after each change
        slug = await fetch_value(_BUSIEST)
        with web_server(workers=2) as port:
            constant = await load(port, "/bench/constant")
            for name, path in (
                ("constant 1 KiB", "/bench/constant"),
                ("agenda, 50 of 1,000", "/agenda"),
                ("activity page", f"/activities/{slug}"),
                ("agenda.ics", "/agenda.ics"),
                ("catalogue", "/learn"),
                ("catalogue, filtered", "/learn?theme=digitaal&organisation=merenstad"),
                ("package page", "/learn/veilig-op-je-telefoon"),
            ):
                figures = await load(port, path)
                print(
                    f"{name:22} {figures.rate:8.0f}/s  {figures.rate / constant.rate:6.3f} of constant"
                    f"  median {figures.median:.1f} ms  p99 {figures.p99:.1f} ms"
                    f"  processor time {figures.processor:.2f} ms"
                )


async def exactly_a_thousand_coming_sessions() -> None:
    """The demo world, with its coming sessions thinned out or filled up to a thousand in the next months."""
    coming = await fetch("SELECT id FROM session WHERE starts_at > now() ORDER BY starts_at")
    await execute("DELETE FROM attendance")
    surplus = [(row["id"],) for row in coming[SESSIONS:]]
    await execute_many("DELETE FROM registration WHERE session = $1", surplus)
    await execute_many("DELETE FROM session WHERE id = $1", surplus)
    await add_sessions(SESSIONS - len(coming))
    await execute("ANALYZE")


async def add_sessions(missing: int) -> None:
    edition = await fetch("SELECT id, location FROM edition ORDER BY id LIMIT 1")
    start = datetime.now(UTC) + timedelta(days=1)
    rows = [
        (uuid4(), edition[0]["id"], edition[0]["location"], start + timedelta(hours=n), start + timedelta(hours=n + 1))
        for n in range(missing)
    ]
    await execute_many(
        "INSERT INTO session (id, edition, location, starts_at, ends_at) VALUES ($1, $2, $3, $4, $5)", rows
    )
