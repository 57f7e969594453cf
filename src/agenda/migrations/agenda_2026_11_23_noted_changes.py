from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from database.sql_migration import sql_migration

ID = "2026-11-23T00:13:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Each transaction that changes something feeds can show says so, once"

# The setting ends with the transaction, and goes back with a savepoint as the row does. No unique key on the number of
# the transaction: a database that is restored elsewhere begins to count again.
NOTE = """
CREATE FUNCTION note_content_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('leeragenda.content_noted', true) = 'yes' THEN RETURN NULL; END IF;
    INSERT INTO content_change (number) VALUES (hashtextextended(gen_random_uuid()::text, 0));
    PERFORM set_config('leeragenda.content_noted', 'yes', true);
    RETURN NULL;
END $$
"""
# Every column that an event shows, that a filter of the agenda asks for or that a feed is called by; not the seats, which
# change with each sign-up. A statement counts whether or not it finds rows: that makes a feed once more, with the same
# ETag.
SHOWN = {
    "organisation": "slug, parent",
    "location": "slug, name, street, postcode, place, latitude, longitude, timezone",
    "room": "name",
    "activity": "organisation, slug, title, summary, kind, form, state, themes, target_groups, language, cost_cents,"
    " inherits_from",
    "activity_alias": "activity, name",
    "edition": "activity, delivery",
    "session": "edition, starts_at, ends_at, location, room, title, note, state, cancel_reason, sequence",
    "package": "slug, title, url, state",
    "unit": "package, position, title, url",
    "content_link": "package, unit, activity, session, revision, phase, release_days, position, hidden, lesson",
}
STATEMENTS = [
    NOTE,
    *(
        f"""CREATE TRIGGER {table}_changes_feeds AFTER INSERT OR DELETE OR TRUNCATE OR UPDATE OF {columns} ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION note_content_change()"""
        for table, columns in SHOWN.items()
    ),
    # Asked for by each request that reads a calendar, so it should not grow between two rounds of the worker.
    "ALTER TABLE content_change SET (autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0)",
    "ALTER TABLE kept_feed SET UNLOGGED",
    # They are compressed already, or wanted as they are.
    *(f"ALTER TABLE kept_feed ALTER COLUMN {column} SET STORAGE EXTERNAL" for column in ("body", "gzip", "brotli")),
    "CREATE INDEX kept_feed_asked_at ON kept_feed (asked_at) INCLUDE (size)",
]


async def forwards() -> MigrationManager:
    return sql_migration(migration_id=ID, app_name="agenda", description=DESCRIPTION, statements=STATEMENTS)
