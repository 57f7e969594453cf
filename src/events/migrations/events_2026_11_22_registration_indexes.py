from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from database.sql_migration import sql_migration

ID = "2026-11-22T20:58:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "What the sweeps over registrations look for; the history follows questions"

STATEMENTS = [
    "CREATE INDEX registration_offer ON registration (offer_expires_at) WHERE state = 'offered'",
    "CREATE INDEX registration_step_registration ON registration_step (registration, id)",
    "SELECT follow_rows_of('question')",
]


async def forwards() -> MigrationManager:
    return sql_migration(migration_id=ID, app_name="events", description=DESCRIPTION, statements=STATEMENTS)
