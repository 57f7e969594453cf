from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from database.sql_migration import sql_migration

ID = "2026-11-22T20:48:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "The database writes down what an operation does to rows"

# Only inside an operation (history.operations sets its id for the transaction), so that imports cost nothing.
RECORD = """
CREATE FUNCTION record_row_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    secrets constant text[] := ARRAY['password_hash', 'totp_secret', 'token_hash', 'key_hash'];
    was jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - secrets END;
    became jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - secrets END;
BEGIN
    IF was IS DISTINCT FROM became THEN
        INSERT INTO row_change (operation, table_name, row_id, before, after)
        VALUES (current_setting('leeragenda.operation')::uuid, TG_TABLE_NAME, coalesce(became, was) ->> 'id', was, became);
    END IF;
    RETURN NULL;
END $$
"""
FOLLOW = """
CREATE FUNCTION follow_rows_of(followed regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format(
        'CREATE TRIGGER row_change AFTER INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW
         WHEN (current_setting(''leeragenda.operation'', true) <> '''') EXECUTE FUNCTION record_row_change()',
        followed
    );
END $$
"""
FOLLOWED = ("organisation", "location", "room", "opening_hours", "closure", "account", "role_assignment")
STATEMENTS = [
    RECORD,
    FOLLOW,
    *(f"SELECT follow_rows_of('{table}')" for table in FOLLOWED),
    "CREATE INDEX operation_at ON operation (organisation, at DESC)",
    "CREATE INDEX row_change_row ON row_change (table_name, row_id)",
]


async def forwards() -> MigrationManager:
    return sql_migration(migration_id=ID, app_name="history", description=DESCRIPTION, statements=STATEMENTS)
