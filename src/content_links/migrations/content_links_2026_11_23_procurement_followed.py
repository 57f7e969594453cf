from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from database.sql_migration import sql_migration

ID = "2026-11-23T00:58:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "A package in procurement goes where its last step leads; a round begins when the one before it ended"

ROUND = """
CREATE FUNCTION round_began(wanted integer) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT coalesce(max(at), '-infinity') FROM procurement_step WHERE package = wanted AND state = 'ended'
$$
"""
# Imports and the API change packages too, and must not decide instead of the committee.
STATE_FUNCTION = """
CREATE FUNCTION follow_procurement() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last varchar;
BEGIN
    SELECT state INTO last FROM procurement_step WHERE package = NEW.id ORDER BY at DESC, id DESC LIMIT 1;
    IF last = NEW.state OR (last IS NULL AND NOT EXISTS (SELECT FROM nomination WHERE package = NEW.id)) THEN
        RETURN NEW;
    END IF;
    RAISE check_violation USING CONSTRAINT = 'package_state_of_committee', MESSAGE = 'only a step moves this package';
END $$
"""
STATE_TRIGGER = """
CREATE TRIGGER package_state_followed BEFORE UPDATE OF state ON package
FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION follow_procurement()
"""
STATEMENTS = [ROUND, STATE_FUNCTION, STATE_TRIGGER, "SELECT follow_rows_of('procurement_step')"]


async def forwards() -> MigrationManager:
    return sql_migration(migration_id=ID, app_name="content_links", description=DESCRIPTION, statements=STATEMENTS)
