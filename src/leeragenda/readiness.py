"""What must be there before this process can do its work."""

from collections.abc import Mapping

from arq.connections import ArqRedis

from database.transaction import fetch_value
from leeragenda.migrating import pending
from web.health import Check


class MigrationsPending(RuntimeError):  # noqa: N818  says what is the matter
    """Some migrations have not run yet."""


def readiness_checks(queue: ArqRedis) -> Mapping[str, Check]:
    return {"database": _database_answers, "migrations": _no_migration_waits, "redis": queue.ping}


async def _database_answers() -> None:
    await fetch_value("SELECT 1")


async def _no_migration_waits() -> None:
    waiting = await pending()
    if waiting:
        raise MigrationsPending(", ".join(waiting))
