from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from database.sql_migration import sql_migration

ID = "2026-11-22T20:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "The relay only looks at facts that are not handled yet"

STATEMENTS = ["CREATE INDEX fact_unhandled ON fact (id) WHERE handled_at IS NULL"]


async def forwards() -> MigrationManager:
    return sql_migration(migration_id=ID, app_name="outbox", description=DESCRIPTION, statements=STATEMENTS)
