from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from database.sql_migration import sql_migration

ID = "2026-11-22T20:55:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Indexes for what lists ask of every session: what has ended, how many there are, who waits"

STATEMENTS = (
    # In order of time, without a look at the sessions themselves to leave out what has ended and to count the rest.
    "CREATE INDEX session_coming ON session (starts_at, id, ends_at) INCLUDE (edition, location)",
    "DROP INDEX session_starts_at",
    # Few people wait, so asking whether anybody does costs next to nothing.
    "CREATE INDEX registration_session_waiting ON registration (session) WHERE state = 'waiting'",
    "CREATE INDEX registration_edition_waiting ON registration (edition) WHERE state = 'waiting'",
)


async def forwards() -> MigrationManager:
    return sql_migration(migration_id=ID, app_name="events", description=DESCRIPTION, statements=STATEMENTS)
