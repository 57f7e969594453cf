"""What the tests of the sign-up form share."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from httpx import AsyncClient
from redis.asyncio import Redis

from database.transaction import execute, fetch_value
from events.tables import Question
from events.vocabulary import QuestionKind
from tests.application import application, visitor

SITE = "https://agenda.example"
ALICE = {"name": "Alice Jansen", "email": "alice@reader.example", "party_size": "1"}


@asynccontextmanager
async def reading(*, valkey: Redis | None = None, address: str = "127.0.0.1") -> AsyncIterator[AsyncClient]:
    """An English reader at an IP address, of pages and API."""
    state = application(SITE).state
    former = state.get("queue")
    state.queue = valkey
    try:
        async with visitor(SITE, headers={"Accept-Language": "en"}, address=address) as client:
            yield client
    finally:
        state.queue = former


async def ask(*kinds: QuestionKind, required: bool = False, choices: tuple[str, ...] = ("Koffie", "Thee")) -> list[int]:
    """Lets the only activity ask a question of each kind; returns their ids."""
    activity = await fetch_value("SELECT id FROM activity")
    made = []
    for position, kind in enumerate(kinds):
        question = Question(
            activity=activity,
            position=position,
            kind=kind,
            text=f"Vraag {position}?",
            choices=list(choices) if kind is QuestionKind.CHOICE else [],
            required=required,
        )
        await question.save()
        made.append(question.id)
    return made


async def let_activity(**columns: bool) -> None:
    for name, value in columns.items():
        await execute(f"UPDATE activity SET {name} = $1", value)  # noqa: S608  of these tests


async def stored() -> int:
    count: int = await fetch_value("SELECT count(*) FROM registration")
    return count


def hidden(page: str, name: str) -> str:
    """The value of a hidden field, "" when there is none."""
    found = re.findall(rf'<input type="hidden" name="{name}" value="([^"]*)"', page)
    return found[0] if found else ""
