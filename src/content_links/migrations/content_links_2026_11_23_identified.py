from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from database.sql_migration import sql_migration

ID = "2026-11-23T00:24:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "A package of a file is known by its identifier, once for each owner"

STATEMENTS = [
    """
    CREATE UNIQUE INDEX package_of_file_once ON package (identifier, owner) NULLS NOT DISTINCT
    WHERE source IS NULL AND identifier IS NOT NULL
    """,
    "CREATE INDEX harvest_source_next ON harvest_source (next_run_at)",
]


async def forwards() -> MigrationManager:
    return sql_migration(migration_id=ID, app_name="content_links", description=DESCRIPTION, statements=STATEMENTS)
