from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from database.sql_migration import sql_migration

ID = "2026-11-23T01:31:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "What was done through a registration is found by it, and the seats of a learner"
STATEMENTS = [
    "CREATE INDEX progress_registration ON progress (registration)",
    "CREATE INDEX licence_seat_learner ON licence_seat (learner)",
]


async def forwards() -> MigrationManager:
    return sql_migration(migration_id=ID, app_name="content_links", description=DESCRIPTION, statements=STATEMENTS)
