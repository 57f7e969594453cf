"""Brings the database up to date."""

import contextlib
import io
import os

from piccolo.apps.migrations.commands.forwards import ForwardsMigrationManager
from piccolo.apps.migrations.tables import Migration

from database.transaction import fetch, fetch_value, transaction
from leeragenda.piccolo_conf import APP_REGISTRY

_LOCK = 0x1EE7A6E4DA  # any number that nothing else on the server locks


class MigrationFailedError(Exception):
    """A migration did not finish; the database is as it was before."""


async def migrate() -> list[str]:
    """Runs what has not run yet, all or nothing, and returns its names. A second caller waits and finds none."""
    _point_piccolo_here()
    async with transaction():
        await fetch_value("SELECT pg_advisory_xact_lock($1)", _LOCK)
        before = await _applied()
        for app in APP_REGISTRY.app_configs.values():
            await _migrate_app(app.app_name)
        return sorted(await _applied() - before)


async def pending() -> list[str]:
    """The names of migrations that have not run yet."""
    _point_piccolo_here()
    applied = await _applied()
    return sorted(name for name in _known() if name not in applied)


def _point_piccolo_here() -> None:
    os.environ.setdefault("PICCOLO_CONF", "leeragenda.piccolo_conf")


async def _migrate_app(app_name: str) -> None:
    output = io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
        result = await ForwardsMigrationManager(app_name=app_name).run()
    if not result.success:
        raise MigrationFailedError(output.getvalue())


def _known() -> set[str]:
    names = set()
    for app in APP_REGISTRY.app_configs.values():
        manager = ForwardsMigrationManager(app_name=app.app_name)
        modules = manager.get_migration_modules(app.resolved_migrations_folder_path)
        names |= {f"{app.app_name} {migration_id}" for migration_id in modules}
    return names


async def _applied() -> set[str]:
    if not await Migration.table_exists():
        return set()
    rows = await fetch("SELECT app_name, name FROM migration")
    return {f"{row['app_name']} {row['name']}" for row in rows}
