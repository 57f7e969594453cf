from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from database.sql_migration import sql_migration

ID = "2026-11-22T20:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "How long a session keeps its room"

# PostgreSQL calls timestamptz +- interval stable, because days and months depend on the zone; minutes do not, so this is
# immutable, as a constraint needs.
OCCUPIED = """
CREATE FUNCTION occupied(starts_at timestamptz, ends_at timestamptz, setup smallint, clearup smallint) RETURNS tstzrange
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT tstzrange(starts_at - make_interval(mins => setup), ends_at + make_interval(mins => clearup))
$$
"""


async def forwards() -> MigrationManager:
    return sql_migration(migration_id=ID, app_name="events", description=DESCRIPTION, statements=[OCCUPIED])
