from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from database.sql_migration import sql_migration

ID = "2026-11-23T01:15:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "The version of the content counts all that pages about activities and packages read alike"

# Whatever changes of these, because none of them changes often; of a licence not the seats, which readers take.
WHOLE = ("organisation", "activity", "package", "unit", "content_link")
LICENCE = "AFTER INSERT OR DELETE OR TRUNCATE OR UPDATE OF package, organisation, starts_on, ends_on ON licence"
EDITION = "AFTER INSERT OR DELETE OR TRUNCATE OR UPDATE OF activity, delivery, state ON edition"
STATEMENTS = [
    *(f"DROP TRIGGER {table}_changes_feeds ON {table}" for table in (*WHOLE, "edition")),
    *(
        f"""CREATE TRIGGER {table}_changes_feeds AFTER INSERT OR DELETE OR TRUNCATE OR UPDATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION note_content_change()"""
        for table in WHOLE
    ),
    f"CREATE TRIGGER edition_changes_feeds {EDITION} FOR EACH STATEMENT EXECUTE FUNCTION note_content_change()",
    f"CREATE TRIGGER licence_changes_feeds {LICENCE} FOR EACH STATEMENT EXECUTE FUNCTION note_content_change()",
]


async def forwards() -> MigrationManager:
    return sql_migration(migration_id=ID, app_name="agenda", description=DESCRIPTION, statements=STATEMENTS)
