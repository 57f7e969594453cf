from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from database.sql_migration import sql_migration

ID = "2026-11-23T01:25:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Beside which activities a package is used, for the figures"

# Of whole catalogues at once, so not by `linked_content`, which asks activity by activity: what is hidden counts for
# nothing, and takes away what the same activity would inherit.
BESIDE = """
CREATE FUNCTION activities_beside(wanted integer) RETURNS SETOF integer LANGUAGE sql STABLE AS $$
    SELECT activity.id FROM activity WHERE activity.state <> 'archived' AND activity.id IN (
        SELECT content_link.activity FROM content_link
        WHERE content_link.package = wanted AND content_link.activity IS NOT NULL AND NOT content_link.hidden
        UNION
        SELECT inheriting.id FROM content_link JOIN activity AS inheriting
            ON inheriting.inherits_from = content_link.revision
        WHERE content_link.package = wanted AND NOT content_link.hidden AND NOT EXISTS (
            SELECT FROM content_link AS own WHERE own.activity = inheriting.id AND own.package = wanted AND own.hidden
                AND own.phase = content_link.phase AND own.unit IS NOT DISTINCT FROM content_link.unit
                AND own.lesson IS NOT DISTINCT FROM content_link.lesson)
        UNION
        SELECT edition.activity FROM content_link JOIN session ON session.id = content_link.session
            JOIN edition ON edition.id = session.edition
        WHERE content_link.package = wanted AND NOT content_link.hidden)
$$
"""


async def forwards() -> MigrationManager:
    return sql_migration(migration_id=ID, app_name="content_links", description=DESCRIPTION, statements=[BESIDE])
