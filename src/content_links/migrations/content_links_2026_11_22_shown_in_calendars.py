from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from database.sql_migration import sql_migration

ID = "2026-11-22T20:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "A change of linked e-content is a change of the sessions that show it"

# Calendars carry the e-content of an activity as RFC 9253 LINKs, so a new link is a new revision of its sessions.
TOUCH_LINK = """
CREATE FUNCTION touch_sessions_of_link(link content_link) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM touch_sessions_of_activity(link.activity) WHERE link.activity IS NOT NULL;
    PERFORM touch_sessions_of_activity(activity.id) FROM activity WHERE activity.template = link.template;
    UPDATE session SET sequence = sequence + 1 WHERE id = link.session;
END $$
"""
LINK_FUNCTION = """
CREATE FUNCTION touch_sessions_of_changed_link() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> \x27INSERT\x27 THEN PERFORM touch_sessions_of_link(OLD); END IF;
    IF TG_OP <> \x27DELETE\x27 THEN PERFORM touch_sessions_of_link(NEW); END IF;
    RETURN NULL;
END $$
"""
LINK_TRIGGER = """
CREATE TRIGGER content_link_shown_in_calendars AFTER INSERT OR UPDATE OR DELETE ON content_link
FOR EACH ROW EXECUTE FUNCTION touch_sessions_of_changed_link()
"""
PACKAGE_FUNCTION = """
CREATE FUNCTION touch_sessions_of_changed_package() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM touch_sessions_of_link(content_link) FROM content_link WHERE content_link.package = NEW.id;
    RETURN NULL;
END $$
"""
PACKAGE_TRIGGER = """
CREATE TRIGGER package_shown_in_calendars AFTER UPDATE ON package FOR EACH ROW
WHEN ((OLD.title, OLD.slug, OLD.url, OLD.state) IS DISTINCT FROM (NEW.title, NEW.slug, NEW.url, NEW.state))
EXECUTE FUNCTION touch_sessions_of_changed_package()
"""
STATEMENTS = [
    TOUCH_LINK,
    LINK_FUNCTION,
    LINK_TRIGGER,
    PACKAGE_FUNCTION,
    PACKAGE_TRIGGER,
    "CREATE INDEX content_link_activity ON content_link (activity)",
    "CREATE INDEX content_link_package ON content_link (package)",
]


async def forwards() -> MigrationManager:
    return sql_migration(migration_id=ID, app_name="content_links", description=DESCRIPTION, statements=STATEMENTS)
