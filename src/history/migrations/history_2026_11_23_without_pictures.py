from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from database.sql_migration import sql_migration

ID = "2026-11-23T01:48:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Pictures are no part of what is written down"

RECORD = """
CREATE OR REPLACE FUNCTION record_row_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    left_out constant text[] := ARRAY['password_hash', 'totp_secret', 'token_hash', 'key_hash', 'cover'];
    was jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - left_out END;
    became jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - left_out END;
BEGIN
    IF was IS DISTINCT FROM became THEN
        INSERT INTO row_change (operation, table_name, row_id, before, after)
        VALUES (current_setting('leeragenda.operation')::uuid, TG_TABLE_NAME, coalesce(became, was) ->> 'id', was, became);
    END IF;
    RETURN NULL;
END $$
"""


async def forwards() -> MigrationManager:
    return sql_migration(migration_id=ID, app_name="history", description=DESCRIPTION, statements=[RECORD])
