"""The one PostgreSQL engine of a process. Tables name it; the composition root opens and closes its pool."""

from asyncpg import Record
from asyncpg.pool import PoolConnectionProxy
from piccolo.engine.postgres import PostgresEngine

from settings import get_settings


class _Engine(PostgresEngine):
    async def check_version(self) -> None:
        """Nothing: Piccolo would connect while the module is imported, before anyone can say the server is away."""


# Extensions are created by the first migration, not at every start: a production role need not be allowed to.
DB = _Engine(config={"dsn": get_settings().database_url}, extensions=())


async def open_pool() -> None:
    """Opens the connection pool; without one, Piccolo opens a connection for every query."""
    settings = get_settings()
    DB.config["dsn"] = settings.database_url
    size = settings.database_pool_size
    await DB.start_connection_pool(min_size=1, max_size=size, command_timeout=60, reset=_reset)


async def _reset(connection: "PoolConnectionProxy[Record]") -> None:
    """Nothing: asyncpg rolls back what is open, and we keep no settings, listeners or locks outside of a transaction.

    Its own reset asks the server once more for every query of ours.
    """


async def close_pool() -> None:
    await DB.close_connection_pool()
