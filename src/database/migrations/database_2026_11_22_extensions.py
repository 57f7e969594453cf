from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine import engine_finder

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
    manager = MigrationManager(migration_id=ID, app_name="database", description=DESCRIPTION)

    async def run() -> None:
        engine = engine_finder()
        for extension in ("btree_gist", "pg_trgm", "unaccent"):
            await engine._run_in_new_connection(f"CREATE EXTENSION IF NOT EXISTS {extension}")
        await engine._run_in_new_connection(SEARCHABLE)

    manager.add_raw(run)
    return manager
