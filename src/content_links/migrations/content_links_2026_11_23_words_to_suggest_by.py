from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from database.sql_migration import sql_migration

ID = "2026-11-23T00:36:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "The words of packages and activities, by which they are suggested to each other"

CONFIGURATIONS = tuple(
    statement
    for language, stemmer in (("dutch", "dutch_stem"), ("english", "english_stem"), ("simple", "simple"))
    for statement in (
        f"CREATE TEXT SEARCH CONFIGURATION {language}_words (COPY = {language})",
        f"""
        ALTER TEXT SEARCH CONFIGURATION {language}_words
        ALTER MAPPING FOR hword, hword_part, word WITH unaccent, {stemmer}
        """,
    )
)
# What is in more languages ("mul") has a title in Dutch.
WORDS_OF = """
CREATE FUNCTION words_of_language(language text) RETURNS regconfig LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN language IN ('nl', 'mul') THEN 'dutch_words'::regconfig
        WHEN language = 'en' THEN 'english_words'::regconfig ELSE 'simple_words'::regconfig END
$$
"""
# What nearly everything here is says nothing about what it is about.
USUAL_WORDS = """
cursus cursussen les lessen module online bibliotheek bibliotheekpas leer leert leren oefen oefent oefenen beginner
beginners gratis kom komen doe doen maak maakt maken gaan stap stappen uitleg samen nieuw nieuwe gewoon gewone gewoonste
eigen dag dagen uur keer week weken hulp helpt helpen mensen wil willen goed beter makkelijk korte kort
omgaan gebruik gebruiken werken werkt vraag vragen vertelt vertellen vinden vindt andere anderen klein kleine kijk kijken weten begrijp begrijpen
course courses lesson lessons workshop training library learn learning practice practise beginning free step steps
together new own day days hour week weeks help people want good better easy short
use using work works working ask asks find finds other others small look understand know
"""
SUGGESTION_WORDS = f"""
CREATE FUNCTION suggestion_words(language text, named text, said text, told text) RETURNS tsvector
LANGUAGE sql STABLE AS $$
    SELECT ts_delete(
        setweight(to_tsvector(words_of_language(language), named), 'A')
            || setweight(to_tsvector(words_of_language(language), said), 'B')
            || setweight(to_tsvector(words_of_language(language), told), 'D'),
        tsvector_to_array(to_tsvector(words_of_language(language), '{USUAL_WORDS.strip()}'))
    )
$$
"""
# A table beside each, and not a column: the words of a package are those of its parts too, and reading it stays light.
TABLES = (
    """
    CREATE TABLE package_words (
        package integer PRIMARY KEY REFERENCES package (id) ON DELETE CASCADE, words tsvector NOT NULL
    )
    """,
    """
    CREATE TABLE activity_words (
        activity integer PRIMARY KEY REFERENCES activity (id) ON DELETE CASCADE, words tsvector NOT NULL
    )
    """,
    "CREATE INDEX package_words_words ON package_words USING gin (words)",
    "CREATE INDEX activity_words_words ON activity_words USING gin (words)",
    # How many packages and activities have a word, as it was last counted. Words of which others are made are looked
    # up here.
    """
    CREATE TABLE suggestion_word (
        lexeme text COLLATE "C" PRIMARY KEY, packages integer NOT NULL, activities integer NOT NULL
    )
    """,
    "CREATE INDEX suggestion_word_parts ON suggestion_word USING gin (lexeme gin_trgm_ops)",
)
KEEP_PACKAGE = """
CREATE FUNCTION keep_package_words(kept integer) RETURNS void LANGUAGE sql AS $$
    INSERT INTO package_words (package, words)
    SELECT package.id, suggestion_words(package.language, package.title,
        concat_ws(' ', package.summary, (SELECT string_agg(unit.title, ' . ') FROM unit WHERE unit.package = kept)),
        package.description)
    FROM package WHERE package.id = kept
    ON CONFLICT (package) DO UPDATE SET words = excluded.words
$$
"""
KEEP_ACTIVITY = """
CREATE FUNCTION keep_activity_words(kept integer) RETURNS void LANGUAGE sql AS $$
    INSERT INTO activity_words (activity, words)
    SELECT activity.id, suggestion_words(activity.language,
        concat_ws(' . ', activity.title,
            (SELECT string_agg(name, ' . ') FROM activity_alias WHERE activity_alias.activity = kept)),
        activity.summary, activity.description)
    FROM activity WHERE activity.id = kept
    ON CONFLICT (activity) DO UPDATE SET words = excluded.words
$$
"""
FUNCTIONS = tuple(
    f"""
    CREATE FUNCTION keep_words_of_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        {keep};
        RETURN NULL;
    END $$
    """
    for table, keep in (
        ("package", "PERFORM keep_package_words(NEW.id)"),
        ("unit", "PERFORM keep_package_words(coalesce(NEW.package, OLD.package))"),
        ("activity", "PERFORM keep_activity_words(NEW.id)"),
        ("activity_alias", "PERFORM keep_activity_words(coalesce(NEW.activity, OLD.activity))"),
    )
)
TRIGGERS = tuple(
    f"CREATE TRIGGER {table}_words_kept AFTER {when} ON {table} FOR EACH ROW EXECUTE FUNCTION keep_words_of_{table}()"
    for table, when in (
        ("package", "INSERT OR UPDATE OF title, summary, description, language"),
        ("unit", "INSERT OR UPDATE OF title, package OR DELETE"),
        ("activity", "INSERT OR UPDATE OF title, summary, description, language"),
        ("activity_alias", "INSERT OR UPDATE OF name, activity OR DELETE"),
    )
)
AS_TERM = r"""
CREATE FUNCTION as_term(lexeme text, suffix text) RETURNS tsquery LANGUAGE sql IMMUTABLE AS $$
    SELECT ('''' || replace(replace(lexeme, '\', '\\'), '''', '''''') || '''' || suffix)::tsquery
$$
"""
STATEMENTS = [
    *CONFIGURATIONS,
    WORDS_OF,
    SUGGESTION_WORDS,
    *TABLES,
    KEEP_PACKAGE,
    KEEP_ACTIVITY,
    *FUNCTIONS,
    *TRIGGERS,
    AS_TERM,
    "SELECT keep_package_words(id) FROM package",
    "SELECT keep_activity_words(id) FROM activity",
    "CREATE INDEX activity_themes ON activity USING gin (themes)",
    "CREATE INDEX activity_called ON activity (searchable(title))",
    "CREATE INDEX activity_alias_called ON activity_alias (searchable(name))",
    "SELECT follow_rows_of('suggestion_answer')",
]


async def forwards() -> MigrationManager:
    return sql_migration(migration_id=ID, app_name="content_links", description=DESCRIPTION, statements=STATEMENTS)
