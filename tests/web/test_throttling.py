"""So many at once, a new one for each moment that passes, and nobody held up when Valkey is away."""

import asyncio
import socket

import pytest
from litestar.exceptions import TooManyRequestsException
from redis.asyncio import Redis

from web.throttling import Allowance, Limit, refuse, take

ALICE = Limit("test", "alice", most=3, seconds=60)
BOB = Limit("test", "bob", most=3, seconds=60)


async def test_so_many_are_taken_and_no_more(valkey: Redis) -> None:
    allowances = [await take(valkey, [ALICE]) for _ in range(5)]
    assert [allowance.wait > 0 for allowance in allowances] == [False, False, False, True, True]


async def test_wait_is_until_the_first_has_left_the_window(valkey: Redis) -> None:
    for _ in range(3):
        await take(valkey, [ALICE])
    assert 19 < (await take(valkey, [ALICE])).wait <= 20


async def test_place_comes_free_when_time_passes(valkey: Redis) -> None:
    quick = Limit("test", "quick", most=2, seconds=1)
    before = [(await take(valkey, [quick])).wait > 0 for _ in range(3)]
    await asyncio.sleep(0.6)
    after = [(await take(valkey, [quick])).wait > 0 for _ in range(2)]
    assert (before, after) == ([False, False, True], [False, True])


async def test_each_is_counted_apart(valkey: Redis) -> None:
    for _ in range(4):
        await take(valkey, [ALICE])
    assert (await take(valkey, [BOB])).wait == 0


async def test_what_one_limit_refuses_is_not_counted_for_the_other(valkey: Redis) -> None:
    wide = Limit("test", "everybody", most=4, seconds=60)
    for _ in range(10):
        await take(valkey, [ALICE, wide])
    assert [(await take(valkey, [wide])).wait > 0 for _ in range(2)] == [False, True]


async def test_many_at_the_same_moment_are_not_more(valkey: Redis) -> None:
    allowances = await asyncio.gather(*(take(valkey, [ALICE]) for _ in range(50)))
    assert sum(1 for allowance in allowances if not allowance.wait) == 3


async def test_looking_takes_nothing(valkey: Redis) -> None:
    for _ in range(10):
        await take(valkey, [ALICE], look_only=True)
    await take(valkey, [ALICE])
    assert 0.65 < (await take(valkey, [ALICE], look_only=True)).fullness < 0.67


async def test_counters_go_by_themselves_and_name_nobody(valkey: Redis) -> None:
    await take(valkey, [ALICE])
    (key,) = await valkey.keys()
    assert b"alice" not in key
    assert 0 < await valkey.pttl(key) <= 20_000


async def test_limit_of_nought_is_none(valkey: Redis) -> None:
    none = Limit("test", "alice", most=0, seconds=60)
    assert [await take(valkey, [none]) for _ in range(3)] == [Allowance()] * 3


async def test_nobody_is_held_up_when_valkey_is_away() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = Redis(port=free.getsockname()[1])
        assert [await take(nobody, [ALICE]) for _ in range(5)] == [Allowance()] * 5
    assert await take(None, [ALICE]) == Allowance()


async def test_nobody_waits_long_for_a_valkey_that_says_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        async with asyncio.timeout(3):
            assert await take(Redis(port=silent.getsockname()[1]), [ALICE]) == Allowance()


def test_refusal_says_when_to_come_back() -> None:
    refuse(Allowance())
    with pytest.raises(TooManyRequestsException) as refusal:
        refuse(Allowance(wait=19.2))
    assert refusal.value.headers == {"Retry-After": "20"}
