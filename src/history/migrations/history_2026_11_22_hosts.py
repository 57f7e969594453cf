from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from database.sql_migration import sql_migration

ID = "2026-11-22T20:59:30:000000"
VERSION = "1.38.0"
DESCRIPTION = "The history follows which places a host has, and is read by time and by person"
STATEMENTS = [
    "SELECT follow_rows_of('host_place')",
    "CREATE INDEX operation_account ON operation (account, at DESC)",
]


async def forwards() -> MigrationManager:
    return sql_migration(migration_id=ID, app_name="history", description=DESCRIPTION, statements=STATEMENTS)
