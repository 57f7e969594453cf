from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from database.sql_migration import sql_migration

ID = "2026-11-22T20:59:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Find the people of an organisation and the browsers of a person"
STATEMENTS = [
    "CREATE INDEX role_assignment_organisation ON role_assignment (organisation)",
    "CREATE INDEX staff_session_account ON staff_session (account)",
]


async def forwards() -> MigrationManager:
    return sql_migration(migration_id=ID, app_name="identity", description=DESCRIPTION, statements=STATEMENTS)
