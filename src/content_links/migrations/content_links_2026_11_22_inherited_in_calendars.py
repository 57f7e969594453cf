from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from database.sql_migration import sql_migration

ID = "2026-11-22T21:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Activities inherit e-content from a published version of their template, not from what is being written"

TOUCH_LINK = """
CREATE OR REPLACE FUNCTION touch_sessions_of_link(link content_link) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM touch_sessions_of_activity(link.activity) WHERE link.activity IS NOT NULL;
    PERFORM touch_sessions_of_activity(activity.id) FROM activity WHERE activity.inherits_from = link.revision;
    UPDATE session SET sequence = sequence + 1 WHERE id = link.session;
END $$
"""
INHERITED_TRIGGER = """
CREATE TRIGGER inherited_links_shown_in_calendars AFTER UPDATE ON activity FOR EACH ROW
WHEN (OLD.inherits_from IS DISTINCT FROM NEW.inherits_from) EXECUTE FUNCTION touch_sessions_of_changed_activity()
"""
STATEMENTS = [
    TOUCH_LINK,
    INHERITED_TRIGGER,
    "CREATE INDEX content_link_revision ON content_link (revision) WHERE revision IS NOT NULL",
    "CREATE INDEX content_link_template ON content_link (template) WHERE template IS NOT NULL",
    "CREATE INDEX activity_inherits_from ON activity (inherits_from) WHERE inherits_from IS NOT NULL",
    "CREATE INDEX activity_template ON activity (template) WHERE template IS NOT NULL",
]


async def forwards() -> MigrationManager:
    return sql_migration(migration_id=ID, app_name="content_links", description=DESCRIPTION, statements=STATEMENTS)
