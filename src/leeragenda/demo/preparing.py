"""The process of `leeragenda demo` that makes the demo world: python -m leeragenda.demo.preparing DESCRIPTOR."""

import asyncio
import os
import sys
from datetime import UTC, datetime

from database.engine import close_pool, open_pool
from leeragenda.demo.accounts import DEMO_PASSWORD
from leeragenda.demo.loading import load_world
from leeragenda.demo.seeding import seed
from leeragenda.demo.telling import continue_story
from leeragenda.migrating import migrate


async def prepare(descriptor: int) -> None:
    """Says who can log in when web and worker can start, in one write to the descriptor; then continues the story."""
    await open_pool()
    try:
        await migrate()
        await seed(datetime.now(UTC))
        os.write(descriptor, _accounts().encode())
        await continue_story()
    finally:
        await close_pool()


def _accounts() -> str:
    lines = [f"    {account.email:<25} {account.role}\n" for account in load_world().accounts]
    return f"  Accounts, with the password {DEMO_PASSWORD}:\n{''.join(lines)}"


if __name__ == "__main__":
    asyncio.run(prepare(int(sys.argv[1])))
