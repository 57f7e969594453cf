import pytest

from database.transaction import execute, fetch
from notifications.jobs import purge

pytestmark = pytest.mark.usefixtures("database")


async def test_purge_forgets_messages_of_a_year_ago_that_are_done() -> None:
    for state, age in [("sent", 366), ("dropped", 366), ("failed", 366), ("pending", 366), ("sent", 364)]:
        await execute(
            "INSERT INTO message (kind, recipient, subject, state, created_at)"
            " VALUES ('reminder', 'alice@reader.example', $1, $2, now() - $3 * interval '1 day')",
            f"{state} {age}",
            state,
            age,
        )

    await purge({})

    assert [row["subject"] for row in await fetch("SELECT subject FROM message ORDER BY subject")] == [
        "pending 366",
        "sent 364",
    ]
