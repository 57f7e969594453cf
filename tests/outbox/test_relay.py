import asyncio
from datetime import timedelta
from typing import ClassVar

import pytest
from arq.connections import ArqRedis
from redis.asyncio import ConnectionPool

from database.transaction import execute, fetch, fetch_row, fetch_value, transaction
from devservices.valkey import start_valkey
from outbox.recording import RecordedFact, record
from outbox.relay import Handlers, nudge, purge, relay

pytestmark = pytest.mark.usefixtures("database")


class Rang(RecordedFact):
    kind: ClassVar[str] = "rang"
    bell: int


class Handled:
    """A handler that writes, so that its work shares the fate of the transaction."""

    def __init__(self) -> None:
        self.bells: list[int] = []

    async def __call__(self, fact: Rang) -> None:
        self.bells.append(fact.bell)
        if fact.bell < 0:
            raise ValueError("a broken bell")
        await execute("INSERT INTO fact (kind, payload, handled_at) VALUES ('echo', '{}', now())")

    @property
    def handlers(self) -> Handlers:
        return {Rang.kind: (Rang, self)}


async def test_relay_hands_over_in_order_and_once() -> None:
    handled = Handled()
    await record(Rang(bell=1), Rang(bell=2), Rang(bell=3))

    counts = [await relay(handled.handlers, 2), await relay(handled.handlers, 2), await relay(handled.handlers, 2)]

    assert counts == [2, 1, 0]
    assert handled.bells == [1, 2, 3]


async def test_relay_with_broken_fact_handles_the_others_and_keeps_it_with_its_error() -> None:
    handled = Handled()
    await record(Rang(bell=1), Rang(bell=-1), Rang(bell=2))

    await relay(handled.handlers)

    row = await fetch_row("SELECT attempts, last_error, retry_at > now() AS later FROM fact WHERE attempts > 0")
    assert row is not None
    assert tuple(row) == (1, "ValueError: a broken bell", True)
    assert await fetch_value("SELECT count(*) FROM fact WHERE kind = 'echo'") == 2
    assert await relay(handled.handlers) == 0


async def test_relay_retries_a_broken_fact_after_growing_pauses() -> None:
    handled = Handled()
    await record(Rang(bell=-1))
    pauses = []

    for _ in range(3):
        await relay(handled.handlers)
        pauses.append(await fetch_value("SELECT round(extract(epoch FROM retry_at - now()))::int FROM fact"))
        await execute("UPDATE fact SET retry_at = now()")

    assert pauses == [5, 10, 20]


async def test_relay_of_handler_that_fails_in_the_database_keeps_nothing_of_it() -> None:
    async def fails_late(fact: Rang) -> None:
        await execute("INSERT INTO fact (kind, payload, handled_at) VALUES ('echo', '{}', now())")
        await execute("INSERT INTO fact (kind) VALUES (NULL)")

    await record(Rang(bell=1))

    await relay({Rang.kind: (Rang, fails_late)})

    assert [tuple(row) for row in await fetch("SELECT kind, attempts FROM fact")] == [("rang", 1)]


async def test_relay_of_unknown_kind_keeps_the_fact() -> None:
    await record(Rang(bell=1))

    await relay({})

    assert await fetch_value("SELECT last_error FROM fact") == "KeyError: 'rang'"


async def test_relay_by_two_at_once_hands_over_once() -> None:
    handled = Handled()
    await record(*(Rang(bell=number) for number in range(40)))

    await asyncio.gather(*(relay(handled.handlers, 10) for _ in range(4)))

    assert sorted(handled.bells) == list(range(40))


async def test_relay_leaves_facts_of_an_open_transaction_alone() -> None:
    handled = Handled()

    async with transaction():
        await record(Rang(bell=1))
        seen_outside = await asyncio.create_task(_relay_elsewhere(handled))

    assert seen_outside == 0


async def _relay_elsewhere(handled: Handled) -> int:
    from database.engine import DB  # noqa: PLC0415

    DB.current_transaction.set(None)
    return await relay(handled.handlers)


async def test_purge_deletes_only_what_was_handled_long_ago() -> None:
    await execute("INSERT INTO fact (kind, handled_at) VALUES ('old', now() - interval '31 days')")
    await execute("INSERT INTO fact (kind, handled_at) VALUES ('recent', now() - interval '29 days')")
    await execute("INSERT INTO fact (kind, occurred_at) VALUES ('waiting', now() - interval '90 days')")

    deleted = await purge(older_than=timedelta(days=30))

    assert deleted == 1
    assert [row["kind"] for row in await fetch("SELECT kind FROM fact ORDER BY id")] == ["recent", "waiting"]


async def test_nudge_twice_asks_for_one_job() -> None:
    with start_valkey() as valkey:
        queue = ArqRedis(pool_or_conn=ConnectionPool.from_url(valkey.url))

        await nudge(queue)
        await nudge(queue)

        assert [job.function for job in await queue.queued_jobs()] == ["relay"]
        await queue.aclose()


async def test_nudge_without_redis_is_harmless() -> None:
    queue = ArqRedis(pool_or_conn=ConnectionPool.from_url("redis://127.0.0.1:1/0"))

    await nudge(queue)
