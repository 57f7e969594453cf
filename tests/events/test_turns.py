import asyncio
from uuid import uuid4

from database.transaction import transaction
from events.turns import turn


async def test_turns_are_in_order_and_the_next_reads_while_one_writes() -> None:
    target, said = uuid4(), []

    async def one(number: int) -> None:
        async with turn(target) as go_on:
            said.append(f"{number} reads")
            await asyncio.sleep(0)
            await go_on()
            said.append(f"{number} writes")
            await asyncio.sleep(0.01)
            said.append(f"{number} is done")

    await asyncio.gather(*(one(number) for number in range(3)))

    assert [each for each in said if "reads" not in each] == [
        f"{number} {what}" for number in range(3) for what in ("writes", "is done")
    ]
    assert said.index("1 reads") < said.index("0 is done") < said.index("1 writes")


async def test_turn_that_was_given_up_lets_the_next_in() -> None:
    target = uuid4()
    async with turn(target) as go_on:
        await go_on()
        async with asyncio.timeout(1):
            async with turn(target):
                pass
    waiting = asyncio.create_task(_never_writes(target))
    await asyncio.sleep(0.01)
    waiting.cancel()
    async with asyncio.timeout(1), turn(target) as go_on:
        await go_on()


async def _never_writes(target: object) -> None:
    async with turn(target):  # type: ignore[arg-type]
        await asyncio.sleep(60)


async def test_turns_of_others_are_not_waited_for() -> None:
    async with asyncio.timeout(1), turn(uuid4()), turn(uuid4()):
        pass


async def test_turn_within_a_transaction_is_at_once(database: None) -> None:
    target = uuid4()
    async with turn(target) as first, asyncio.timeout(1):
        await first()
        async with transaction(), turn(target) as second:
            await second()
