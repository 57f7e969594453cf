from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from database.sql_migration import sql_migration

ID = "2026-11-22T09:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Extensions for exclusion constraints and search"

# unaccent() is only STABLE, because its dictionary could be changed; an index needs a function that promises not to.
SEARCHABLE = """
CREATE OR REPLACE FUNCTION searchable(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
AS $$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, words)) $$
"""


async def forwards() -> MigrationManager:
    return sql_migration(
        migration_id=ID,
        app_name="database",
        description=DESCRIPTION,
        statements=[
            "CREATE EXTENSION IF NOT EXISTS btree_gist",
            "CREATE EXTENSION IF NOT EXISTS pg_trgm",
            "CREATE EXTENSION IF NOT EXISTS unaccent",
            SEARCHABLE,
        ],
    )
