"""Counts in how many packages and activities each word stands."""

from typing import Final

from database.transaction import execute

_COUNT: Final = """
WITH counted AS MATERIALIZED (
    SELECT word AS lexeme, sum(packages)::int AS packages, sum(activities)::int AS activities
    FROM (
        SELECT word, ndoc AS packages, 0 AS activities FROM ts_stat('SELECT words FROM package_words')
        UNION ALL
        SELECT word, 0, ndoc FROM ts_stat('SELECT words FROM activity_words')
    ) AS each GROUP BY word
), gone AS (
    DELETE FROM suggestion_word WHERE NOT EXISTS (SELECT FROM counted WHERE counted.lexeme = suggestion_word.lexeme)
)
INSERT INTO suggestion_word AS known (lexeme, packages, activities) SELECT * FROM counted ORDER BY lexeme
ON CONFLICT (lexeme) DO UPDATE SET packages = excluded.packages, activities = excluded.activities
WHERE (known.packages, known.activities) <> (excluded.packages, excluded.activities)
"""


async def count_words() -> None:
    """Suggestions go by how rare a word is, and by the words that others are made of.

    What is new since the last count is found by its whole words all the same, as if they were rare: there is no hurry,
    and rows that everybody counts up would make everybody wait.
    """
    await execute(_COUNT)
