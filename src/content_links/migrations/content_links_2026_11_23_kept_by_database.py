from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from database.sql_migration import sql_migration

ID = "2026-11-23T00:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Providers are known by name; seats are counted by the database; history follows what staff changes"

# The name is the key that packages refer to, so that a provider who is renamed is renamed everywhere.
KNOW_PROVIDER = """
CREATE FUNCTION know_provider(known varchar) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    wanted varchar := left(trim(both '-' from regexp_replace(lower(unaccent(known)), '[^a-z0-9]+', '-', 'g')), 100);
BEGIN
    IF EXISTS (SELECT FROM provider WHERE name = known) THEN RETURN; END IF;
    IF wanted = '' OR EXISTS (SELECT FROM provider WHERE slug = wanted) THEN
        wanted := concat_ws('-', nullif(wanted, ''), left(md5(known), 8));
    END IF;
    INSERT INTO provider (slug, name, url, email, phone, note) VALUES (wanted, known, NULL, NULL, NULL, '')
    ON CONFLICT DO NOTHING;
END $$
"""
PROVIDER_FUNCTION = """
CREATE FUNCTION know_provider_of_package() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM know_provider(NEW.provider);
    RETURN NEW;
END $$
"""
PROVIDER_TRIGGER = """
CREATE TRIGGER package_provider_known BEFORE INSERT OR UPDATE OF provider ON package
FOR EACH ROW EXECUTE FUNCTION know_provider_of_package()
"""
PROVIDER_KEY = """
ALTER TABLE package ADD CONSTRAINT package_provider_fkey FOREIGN KEY (provider) REFERENCES provider (name)
ON UPDATE CASCADE DEFERRABLE INITIALLY IMMEDIATE
"""
# The check on `licence` refuses the seat that would be one too many, however many ask at once: they wait for the row.
SEAT_FUNCTION = """
CREATE FUNCTION count_licence_seats() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN UPDATE licence SET seats_taken = seats_taken - 1 WHERE id = OLD.licence; END IF;
    IF TG_OP <> 'DELETE' THEN UPDATE licence SET seats_taken = seats_taken + 1 WHERE id = NEW.licence; END IF;
    RETURN NULL;
END $$
"""
SEAT_TRIGGER = """
CREATE TRIGGER licence_seat_counted AFTER INSERT OR UPDATE OF licence OR DELETE ON licence_seat
FOR EACH ROW EXECUTE FUNCTION count_licence_seats()
"""
FOLLOWED = ("provider", "licence", "nomination", "harvest_source")
STATEMENTS = [
    KNOW_PROVIDER,
    PROVIDER_FUNCTION,
    PROVIDER_TRIGGER,
    "SELECT know_provider(provider) FROM (SELECT DISTINCT provider FROM package) AS named",
    PROVIDER_KEY,
    SEAT_FUNCTION,
    SEAT_TRIGGER,
    *(f"SELECT follow_rows_of('{table}')" for table in FOLLOWED),
    "CREATE INDEX licence_package ON licence (package, organisation, starts_on)",
    "CREATE INDEX progress_package ON progress (package)",
    "CREATE INDEX procurement_step_package ON procurement_step (package, at)",
    "CREATE INDEX link_check_next ON link_check (next_at)",
    "CREATE INDEX package_state ON package (state)",
]


async def forwards() -> MigrationManager:
    return sql_migration(migration_id=ID, app_name="content_links", description=DESCRIPTION, statements=STATEMENTS)
