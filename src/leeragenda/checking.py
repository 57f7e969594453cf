"""Whether an installation is whole: settings, connections, migrations and what must be true of the data."""

import asyncpg
from redis.exceptions import RedisError

from database.engine import close_pool, open_pool
from events import checking as events_checking
from events import retention
from leeragenda.job_queue import open_queue
from leeragenda.migrating import pending
from notifications import checking as notifications_checking
from notifications import forgetting
from settings import Settings, get_settings


async def problems() -> list[str]:
    """Return one sentence for each thing that is wrong, for an operator; none when all is well."""
    settings = get_settings()
    missing = [f"{name} is missing or not fit for production" for name in settings.missing_for_production()]
    return missing + await _redis_problems(settings) + await _database_problems(settings)


async def _redis_problems(settings: Settings) -> list[str]:
    if not settings.redis_url:
        return []
    try:
        queue = open_queue(settings.redis_url)
        await queue.ping()
        await queue.aclose()
    except (RedisError, OSError, ValueError) as error:
        return [f"Redis does not answer: {error}"]
    return []


async def _database_problems(settings: Settings) -> list[str]:
    if not settings.database_url:
        return []
    try:
        await open_pool()
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        return [f"The database does not answer: {error}"]
    try:
        return await _data_problems()
    finally:
        await close_pool()


async def _data_problems() -> list[str]:
    waiting = await pending()
    if waiting:
        return [f"A migration has not run yet: {name}" for name in waiting]
    return [
        *await events_checking.problems(),
        *await notifications_checking.problems(),
        *await retention.overdue(months=get_settings().retention_months),
        *await forgetting.overdue(),
    ]
