from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from database.sql_migration import sql_migration

ID = "2026-11-22T20:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Delivery only looks at messages that still have to go"

STATEMENTS = [
    "CREATE INDEX message_due ON message (due_at) WHERE state IN ('pending', 'sending')",
    "CREATE INDEX message_registration ON message (registration)",
]


async def forwards() -> MigrationManager:
    return sql_migration(migration_id=ID, app_name="notifications", description=DESCRIPTION, statements=STATEMENTS)
