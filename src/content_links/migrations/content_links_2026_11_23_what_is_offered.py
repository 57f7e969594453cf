from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from database.sql_migration import sql_migration

ID = "2026-11-23T00:21:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "One rule for what a session offers: the nearest link, of the lesson, and licensed"

# Licences begin and end at midnight here, as feeds do.
LOCAL_TODAY = """
CREATE FUNCTION local_today() RETURNS date LANGUAGE sql STABLE AS $$
    SELECT (now() AT TIME ZONE 'Europe/Amsterdam')::date
$$
"""
# The nearest first. The depth ends a circle that somebody made by hand. A loop takes a third of a recursive query.
ORGANISATIONS_ABOVE = """
CREATE FUNCTION organisations_above(below integer) RETURNS integer[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    line integer[] := ARRAY[below];
    up integer := below;
BEGIN
    FOR depth IN 1..20 LOOP
        SELECT parent INTO up FROM organisation WHERE id = up;
        EXIT WHEN up IS NULL;
        line := line || up;
    END LOOP;
    RETURN line;
END $$
"""
# A package about which no licence was ever written down is not bound to one.
IS_LICENSED = """
CREATE FUNCTION is_licensed(wanted integer, by_organisation integer, on_day date) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT NOT EXISTS (SELECT FROM licence WHERE licence.package = wanted) OR EXISTS (
        SELECT FROM licence
        WHERE licence.package = wanted AND licence.organisation = ANY (organisations_above(by_organisation))
            AND licence.starts_on <= on_day AND (licence.ends_on IS NULL OR licence.ends_on >= on_day)
    )
$$
"""
# The meetings that go on are counted: what is cancelled is no lesson, and the next one takes its place.
LESSON_OF = """
CREATE FUNCTION lesson_of(wanted uuid) RETURNS bigint LANGUAGE sql STABLE COST 1000 AS $$
    SELECT (
        SELECT count(*) FROM session AS earlier
        WHERE earlier.edition = session.edition AND earlier.state = 'scheduled'
            AND (earlier.starts_at, earlier.id) <= (session.starts_at, session.id)
    ) FROM session WHERE session.id = wanted AND session.state = 'scheduled'
$$
"""
# Nearest wins: the session, the lesson, the activity, the lesson of the template, the template. `content_links.offered`
# says the same in Python, and a test holds them together.
LINKED_CONTENT = """
CREATE FUNCTION linked_content(of_session uuid, of_activity integer, of_revision integer, of_lesson bigint)
RETURNS TABLE (link integer, package integer, linked_from text) LANGUAGE sql STABLE ROWS 5 AS $$
    SELECT nearest.id, nearest.package, nearest.linked_from FROM (
        SELECT DISTINCT ON (found.package, found.unit, found.phase) found.*
        FROM (
            SELECT 1 AS distance, 'session' AS linked_from, own.id, own.package, own.unit, own.phase, own.hidden
            FROM content_link AS own WHERE own.session = of_session
            UNION ALL
            SELECT CASE WHEN own.lesson IS NULL THEN 3 ELSE 2 END, 'activity', own.id, own.package, own.unit,
                own.phase, own.hidden
            FROM content_link AS own
            WHERE own.activity = of_activity AND (own.lesson IS NULL OR own.lesson = of_lesson)
            UNION ALL
            SELECT CASE WHEN own.lesson IS NULL THEN 5 ELSE 4 END, 'template', own.id, own.package, own.unit,
                own.phase, own.hidden
            FROM content_link AS own
            WHERE own.revision = of_revision AND (own.lesson IS NULL OR own.lesson = of_lesson)
        ) AS found
        ORDER BY found.package, found.unit, found.phase, found.distance
    ) AS nearest WHERE NOT nearest.hidden
$$
"""
# What is shown in any of its lessons, or in one without a link of its own.
CONTENT_OF_ACTIVITY = """
CREATE FUNCTION content_of_activity(of_activity integer, of_revision integer)
RETURNS TABLE (link integer, package integer, linked_from text) LANGUAGE sql STABLE ROWS 5 AS $$
    SELECT DISTINCT shown.link, shown.package, shown.linked_from
    FROM (
        SELECT NULL::bigint AS number
        UNION
        SELECT own.lesson FROM content_link AS own
        WHERE own.lesson IS NOT NULL AND (own.activity = of_activity OR own.revision = of_revision)
    ) AS lesson CROSS JOIN LATERAL linked_content(NULL, of_activity, of_revision, lesson.number) AS shown
$$
"""
BEGIN_OR_END = """
CREATE FUNCTION keep_licence_in_force() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.in_force := NEW.starts_on <= local_today() AND (NEW.ends_on IS NULL OR NEW.ends_on >= local_today());
    RETURN NEW;
END $$
"""
BEGIN_OR_END_TRIGGER = """
CREATE TRIGGER licence_in_force BEFORE INSERT OR UPDATE OF starts_on, ends_on ON licence
FOR EACH ROW EXECUTE FUNCTION keep_licence_in_force()
"""
# Sessions that ended longer ago are in no feed any more. Without `owner` those of all organisations.
TOUCH_PACKAGE = """
CREATE FUNCTION touch_sessions_of_package(changed integer, owner integer) RETURNS void LANGUAGE sql AS $$
    UPDATE session SET sequence = session.sequence + 1
    FROM edition JOIN activity ON activity.id = edition.activity
    WHERE edition.id = session.edition AND session.ends_at > now() - interval '31 days'
        AND (owner IS NULL OR owner = ANY (organisations_above(activity.organisation)))
        AND session.id IN (
            SELECT shown.id FROM content_link JOIN edition AS run ON run.activity = content_link.activity
                JOIN session AS shown ON shown.edition = run.id WHERE content_link.package = changed
            UNION
            SELECT shown.id FROM content_link JOIN activity AS heir ON heir.inherits_from = content_link.revision
                JOIN edition AS run ON run.activity = heir.id
                JOIN session AS shown ON shown.edition = run.id WHERE content_link.package = changed
            UNION
            SELECT content_link.session FROM content_link WHERE content_link.package = changed
        )
$$
"""
# The first licence binds a package everywhere, and without the last one it is free again.
TOUCH_LICENCE = """
CREATE FUNCTION touch_sessions_of_licence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        PERFORM touch_sessions_of_package(NEW.package, NEW.organisation);
    ELSE
        PERFORM touch_sessions_of_package(coalesce(NEW.package, OLD.package), NULL);
    END IF;
    RETURN NULL;
END $$
"""
TOUCH_LICENCE_TRIGGER = """
CREATE TRIGGER licence_made_shown_in_calendars AFTER INSERT OR DELETE ON licence
FOR EACH ROW EXECUTE FUNCTION touch_sessions_of_licence()
"""
TOUCH_LICENCE_TURN_TRIGGER = """
CREATE TRIGGER licence_shown_in_calendars AFTER UPDATE ON licence
FOR EACH ROW WHEN (OLD.in_force IS DISTINCT FROM NEW.in_force) EXECUTE FUNCTION touch_sessions_of_licence()
"""
# With another number of meetings before them, later sessions are other lessons.
TOUCH_LESSONS = """
CREATE FUNCTION touch_later_lessons(changed uuid, since timestamptz) RETURNS void LANGUAGE sql AS $$
    UPDATE session SET sequence = session.sequence + 1
    WHERE session.edition = changed AND session.starts_at > since AND EXISTS (
        SELECT FROM edition JOIN activity ON activity.id = edition.activity
        JOIN content_link ON content_link.lesson IS NOT NULL
            AND (content_link.activity = activity.id OR content_link.revision = activity.inherits_from)
        WHERE edition.id = changed
    )
$$
"""
LESSONS_CHANGED = """
CREATE FUNCTION count_lessons_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM touch_later_lessons(edition, min(starts_at)) FROM changed GROUP BY edition;
    RETURN NULL;
END $$
"""
LESSON_MOVED = """
CREATE FUNCTION count_lessons_of_session_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM touch_later_lessons(NEW.edition, least(OLD.starts_at, NEW.starts_at));
    RETURN NULL;
END $$
"""
LESSON_TRIGGERS = (
    """
    CREATE TRIGGER lessons_counted_with_new AFTER INSERT ON session REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_lessons_again()
    """,
    """
    CREATE TRIGGER lessons_counted_without_old AFTER DELETE ON session REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_lessons_again()
    """,
    """
    CREATE TRIGGER lessons_counted_after_move AFTER UPDATE ON session FOR EACH ROW
    WHEN ((OLD.starts_at, OLD.state) IS DISTINCT FROM (NEW.starts_at, NEW.state))
    EXECUTE FUNCTION count_lessons_of_session_again()
    """,
)
# Who calls a package or its part otherwise changes what calendars say of it.
UNIT_FUNCTION = """
CREATE FUNCTION touch_sessions_of_changed_unit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM touch_sessions_of_link(content_link) FROM content_link WHERE content_link.unit = NEW.id;
    RETURN NULL;
END $$
"""
UNIT_TRIGGER = """
CREATE TRIGGER unit_shown_in_calendars AFTER UPDATE ON unit FOR EACH ROW
WHEN ((OLD.title, OLD.url) IS DISTINCT FROM (NEW.title, NEW.url)) EXECUTE FUNCTION touch_sessions_of_changed_unit()
"""
STATEMENTS = [
    LOCAL_TODAY,
    ORGANISATIONS_ABOVE,
    IS_LICENSED,
    LESSON_OF,
    "CREATE INDEX content_link_session ON content_link (session) WHERE session IS NOT NULL",
    "CREATE INDEX content_link_unit ON content_link (unit) WHERE unit IS NOT NULL",
    "CREATE INDEX licence_ends ON licence (ends_on) WHERE ends_on IS NOT NULL",
    LINKED_CONTENT,
    CONTENT_OF_ACTIVITY,
    BEGIN_OR_END,
    BEGIN_OR_END_TRIGGER,
    TOUCH_PACKAGE,
    TOUCH_LICENCE,
    TOUCH_LICENCE_TRIGGER,
    TOUCH_LICENCE_TURN_TRIGGER,
    TOUCH_LESSONS,
    LESSONS_CHANGED,
    LESSON_MOVED,
    *LESSON_TRIGGERS,
    UNIT_FUNCTION,
    UNIT_TRIGGER,
    "SELECT follow_rows_of('content_link')",
]


async def forwards() -> MigrationManager:
    return sql_migration(migration_id=ID, app_name="content_links", description=DESCRIPTION, statements=STATEMENTS)
