from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from database.sql_migration import sql_migration

ID = "2026-11-22T20:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Assignments follow their session; the history follows what is planned"

FILL_ASSIGNMENT = """
CREATE FUNCTION assignment_like_its_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT session.starts_at, session.ends_at, session.state = 'scheduled'
    INTO NEW.starts_at, NEW.ends_at, NEW.active
    FROM session WHERE session.id = NEW.session;
    RETURN NEW;
END $$
"""
FILL_ASSIGNMENT_TRIGGER = """
CREATE TRIGGER assignment_times BEFORE INSERT ON assignment FOR EACH ROW
EXECUTE FUNCTION assignment_like_its_session()
"""
# A row at a time, and only for what moves: signing up changes sessions too, and must stay cheap. What moves many
# sessions at once defers assignment_person_once.
MOVE_ASSIGNMENTS = """
CREATE FUNCTION move_assignments_of_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE assignment SET starts_at = NEW.starts_at, ends_at = NEW.ends_at, active = NEW.state = 'scheduled'
    WHERE assignment.session = NEW.id;
    RETURN NULL;
END $$
"""
MOVE_ASSIGNMENTS_TRIGGER = """
CREATE TRIGGER session_assignments AFTER UPDATE ON session FOR EACH ROW
WHEN ((OLD.starts_at, OLD.ends_at, OLD.state) IS DISTINCT FROM (NEW.starts_at, NEW.ends_at, NEW.state))
EXECUTE FUNCTION move_assignments_of_session()
"""
FOLLOWED = (
    "programme",
    "template",
    "activity",
    "activity_alias",
    "edition",
    "schedule_rule",
    "session",
    "facilitator",
    "facilitator_hours",
    "facilitator_absence",
    "edition_facilitator",
    "assignment",
    "calendar_source",
)
STATEMENTS = [
    FILL_ASSIGNMENT,
    FILL_ASSIGNMENT_TRIGGER,
    MOVE_ASSIGNMENTS,
    MOVE_ASSIGNMENTS_TRIGGER,
    "CREATE INDEX assignment_facilitator ON assignment (facilitator, starts_at)",
    "CREATE INDEX facilitator_organisation ON facilitator (organisation)",
    *(f"SELECT follow_rows_of('{table}')" for table in FOLLOWED),
]


async def forwards() -> MigrationManager:
    return sql_migration(migration_id=ID, app_name="events", description=DESCRIPTION, statements=STATEMENTS)
