from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from database.sql_migration import sql_migration

ID = "2026-11-23T01:48:30:000000"
VERSION = "1.38.0"
DESCRIPTION = "What staff does to a package is written down, so that it can be undone"


async def forwards() -> MigrationManager:
    statements = ["SELECT follow_rows_of('package')"]
    return sql_migration(migration_id=ID, app_name="content_links", description=DESCRIPTION, statements=statements)
