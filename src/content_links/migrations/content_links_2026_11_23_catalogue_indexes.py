from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from database.sql_migration import sql_migration

ID = "2026-11-23T01:17:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "The catalogue in order of title, and by words"
STATEMENTS = [
    "CREATE INDEX package_in_order ON package (searchable(title), id)",
    """
    CREATE INDEX package_found_by_words ON package
    USING gin (searchable(title || ' ' || summary || ' ' || provider || ' ' || description) gin_trgm_ops)
    """,
]


async def forwards() -> MigrationManager:
    return sql_migration(migration_id=ID, app_name="content_links", description=DESCRIPTION, statements=STATEMENTS)
