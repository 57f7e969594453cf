from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from database.sql_migration import sql_migration

ID = "2026-11-22T20:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "SEQUENCE rises with every change that a calendar can show; one place per person; indexes"

# RFC 5545 section 3.8.7.4: SEQUENCE rises with each significant revision. DTSTAMP has whole seconds and must rise too.
COUNT_SESSION = """
CREATE FUNCTION count_session_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.sequence := OLD.sequence + 1;
    NEW.modified_at := greatest(clock_timestamp(), date_trunc(\x27second\x27, OLD.modified_at) + interval \x271 second\x27);
    RETURN NEW;
END $$
"""
COUNT_SESSION_TRIGGER = """
CREATE TRIGGER session_revision BEFORE UPDATE ON session FOR EACH ROW
WHEN ((OLD.starts_at, OLD.ends_at, OLD.location, OLD.room, OLD.title, OLD.note, OLD.state, OLD.cancel_reason, OLD.sequence)
  IS DISTINCT FROM
      (NEW.starts_at, NEW.ends_at, NEW.location, NEW.room, NEW.title, NEW.note, NEW.state, NEW.cancel_reason, NEW.sequence))
EXECUTE FUNCTION count_session_revision()
"""
# Sessions that ended longer ago are in no feed any more.
TOUCH_LOCATION = """
CREATE FUNCTION touch_sessions_of_location() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE session SET sequence = sequence + 1
    WHERE location = NEW.id AND ends_at > now() - interval \x2731 days\x27;
    RETURN NULL;
END $$
"""
TOUCH_LOCATION_TRIGGER = """
CREATE TRIGGER location_shown_in_calendars AFTER UPDATE ON location FOR EACH ROW
WHEN ((OLD.name, OLD.street, OLD.postcode, OLD.place, OLD.latitude, OLD.longitude, OLD.timezone)
  IS DISTINCT FROM (NEW.name, NEW.street, NEW.postcode, NEW.place, NEW.latitude, NEW.longitude, NEW.timezone))
EXECUTE FUNCTION touch_sessions_of_location()
"""
TOUCH_ROOM = """
CREATE FUNCTION touch_sessions_of_room() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE session SET sequence = sequence + 1
    WHERE room = NEW.id AND ends_at > now() - interval \x2731 days\x27;
    RETURN NULL;
END $$
"""
TOUCH_ROOM_TRIGGER = """
CREATE TRIGGER room_shown_in_calendars AFTER UPDATE ON room FOR EACH ROW
WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION touch_sessions_of_room()
"""
TOUCH_ACTIVITY = """
CREATE FUNCTION touch_sessions_of_activity(changed integer) RETURNS void LANGUAGE sql AS $$
    UPDATE session SET sequence = session.sequence + 1
    FROM edition
    WHERE edition.id = session.edition AND edition.activity = changed AND session.ends_at > now() - interval \x2731 days\x27
$$
"""
TOUCH_ACTIVITY_FUNCTION = """
CREATE FUNCTION touch_sessions_of_changed_activity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM touch_sessions_of_activity(NEW.id);
    RETURN NULL;
END $$
"""
TOUCH_ACTIVITY_TRIGGER = """
CREATE TRIGGER activity_shown_in_calendars AFTER UPDATE ON activity FOR EACH ROW
WHEN ((OLD.title, OLD.slug, OLD.summary, OLD.themes, OLD.kind, OLD.state)
  IS DISTINCT FROM (NEW.title, NEW.slug, NEW.summary, NEW.themes, NEW.kind, NEW.state))
EXECUTE FUNCTION touch_sessions_of_changed_activity()
"""
ACTIVE = "email IS NOT NULL AND state IN (\x27confirmed\x27, \x27waiting\x27, \x27offered\x27, \x27attended\x27, \x27no_show\x27)"
STATEMENTS = [
    COUNT_SESSION,
    COUNT_SESSION_TRIGGER,
    TOUCH_LOCATION,
    TOUCH_LOCATION_TRIGGER,
    TOUCH_ROOM,
    TOUCH_ROOM_TRIGGER,
    TOUCH_ACTIVITY,
    TOUCH_ACTIVITY_FUNCTION,
    TOUCH_ACTIVITY_TRIGGER,
    f"CREATE UNIQUE INDEX registration_session_once ON registration (session, lower(email)) WHERE session IS NOT NULL AND {ACTIVE}",
    f"CREATE UNIQUE INDEX registration_edition_once ON registration (edition, lower(email)) WHERE edition IS NOT NULL AND {ACTIVE}",
    "CREATE INDEX registration_email ON registration (lower(email))",
    "CREATE INDEX registration_session ON registration (session, queue_number) WHERE session IS NOT NULL",
    "CREATE INDEX registration_edition ON registration (edition, queue_number) WHERE edition IS NOT NULL",
    "CREATE INDEX session_starts_at ON session (starts_at, id)",
    "CREATE INDEX session_edition ON session (edition, starts_at)",
    "CREATE INDEX session_location ON session (location, starts_at)",
    "CREATE INDEX edition_activity ON edition (activity)",
    "CREATE INDEX schedule_rule_edition ON schedule_rule (edition)",
]


async def forwards() -> MigrationManager:
    return sql_migration(migration_id=ID, app_name="events", description=DESCRIPTION, statements=STATEMENTS)
