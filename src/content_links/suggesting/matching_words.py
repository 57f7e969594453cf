"""The SQL of words in common between a package or an activity and all things of the other side."""

from typing import Final

from content_links.suggesting.weighing import SAME_LEVEL, SAME_PEOPLE, SAME_THEME, USED, WORDS, WORDS_HALF

MOST_TERMS: Final = 16
"""So many words are looked up, the rarest and those of the title first: the rest would change nothing but the time."""

MOST_SEEN: Final = 2_000
"""And so many things are looked at: a word that everything has is left out when rare ones have filled this."""
MOST_OF_ONE: Final = 500
"""And so many for one word, which only matters for a frequent one that was not counted yet."""

# What stands at the end of many words here, and says nothing about what they are about.
_HEADS: Final = (
    "ARRAY['cursus', 'les', 'caf', 'club', 'training', 'workshop', 'middag', 'avond', 'ochtend', 'spreekur', 'groep',"
    " 'punt', 'kring', 'uur', 'hulp', 'huis']"
)
_LONG: Final = 6
# What people say for the same thing. No names of makes but those that stand for the thing.
_SYNONYMS: Final = ", ".join(
    f"({meaning}, '{words}')"
    for meaning, words in enumerate(
        (
            "telefoon telefoons smartphone smartphones mobiel mobiele mobieltje iphone android phone phones mobile",
            "tablet tablets ipad ipads",
            "computer computers laptop laptops pc",
            "mail mailen e-mailen email emailen",
            "appen appje appjes whatsapp whatsappen berichtje chatten",
            "belasting belastingaangifte aangifte belastingdienst tax taxes",
            "schulden schuld geldzorgen geldproblemen rekeningen",
            "dokter dokters huisarts huisartsen arts",
            "inburgering inburgeren inburgeringsexamen inburgeringscursus",
            "solliciteren sollicitatie sollicitatiebrief sollicitatiegesprek vacature vacatures",
            "kind kinderen child children",
            "roman romans boek boeken leeskring leesclub novel novels book books",
            "ai chatgpt",
        )
    )
)


def common_words(asked: str, found: str) -> str:
    """CTEs for `$1`, the id of what is asked about; `texts` is what others have in common with it.

    `texts` has a column with the id of each, called as `found`, what the words weigh together (`text`), and the words
    as they were stemmed on the side of what is asked about, the heaviest first (`said`).

    A word counts the less, the more there are that have it, and the deeper it stands in the text. Words of titles also
    count when one is a part of the other ("smartphonecursus" and "smartphone": Dutch writes them as one), or when they
    begin alike and differ little ("solliciteren", "sollicitatie").

    :param asked: "package" or "activity".
    :param found: the other one.
    """
    known = {"package": "packages", "activity": "activities"}[found]
    return f"""
own AS MATERIALIZED (
    SELECT word.lexeme, CASE WHEN 'A' = ANY (word.weights) THEN 1.0 WHEN 'B' = ANY (word.weights) THEN 0.6
        ELSE 0.25 END AS weight
    FROM {asked}_words CROSS JOIN unnest({asked}_words.words) AS word
    WHERE {asked}_words.{asked} = $1 AND length(word.lexeme) > 1
), synonym AS MATERIALIZED (
    SELECT same.meaning, found.lexeme
    FROM (VALUES {_SYNONYMS}) AS same (meaning, words)
        CROSS JOIN unnest(to_tsvector('dutch_words', same.words)) AS found
), titled AS MATERIALIZED (
    SELECT lexeme, weight FROM own WHERE weight >= 0.6 AND length(lexeme) > 3 AND lexeme !~ '[%_\\\\]'
    ORDER BY weight DESC, length(lexeme) DESC, lexeme LIMIT 12
), wide AS (
    SELECT lexeme, lexeme AS said, weight FROM own
    UNION ALL
    SELECT synonym.lexeme, own.lexeme, 0.7 * own.weight
    FROM own JOIN synonym AS same ON same.lexeme = own.lexeme
        JOIN synonym ON synonym.meaning = same.meaning AND synonym.lexeme <> own.lexeme
    UNION ALL
    SELECT part.lexeme, titled.lexeme, 0.7 * titled.weight
    FROM titled CROSS JOIN generate_series(4, length(titled.lexeme) - 3) AS size
        CROSS JOIN LATERAL (
            SELECT left(titled.lexeme, size) AS lexeme UNION SELECT right(titled.lexeme, size) WHERE size > 4
        ) AS part
        JOIN suggestion_word AS known ON known.lexeme = part.lexeme AND known.{known} > 0
    WHERE {_is_word("titled.lexeme", "part.lexeme")}
    UNION ALL
    SELECT known.lexeme, titled.lexeme, 0.6 * titled.weight
    FROM titled JOIN suggestion_word AS known ON known.lexeme LIKE titled.lexeme || '%'
    WHERE known.{known} > 0 AND length(known.lexeme) > length(titled.lexeme) + 2
        AND {_is_word("known.lexeme", "titled.lexeme")}
    UNION ALL
    SELECT known.lexeme, titled.lexeme, 0.6 * titled.weight
    FROM titled JOIN suggestion_word AS known ON known.lexeme LIKE '%' || titled.lexeme
    WHERE known.{known} > 0 AND length(titled.lexeme) > 4 AND length(known.lexeme) > length(titled.lexeme) + 2
    UNION ALL
    SELECT known.lexeme, titled.lexeme, 0.7 * titled.weight
    FROM titled JOIN suggestion_word AS known ON known.lexeme % titled.lexeme
    WHERE known.{known} > 0 AND known.lexeme <> titled.lexeme AND left(known.lexeme, 5) = left(titled.lexeme, 5)
        AND similarity(known.lexeme, titled.lexeme) >= 0.5
), weighty AS (
    SELECT wide.lexeme, wide.said, coalesce(known.{known}, 0) AS held,
        wide.weight::float8 / (1 + ln((1 + coalesce(known.{known}, 0) / 10.0)::float8)) AS weight
    FROM wide LEFT JOIN suggestion_word AS known ON known.lexeme = wide.lexeme
    ORDER BY 4 DESC, 1 LIMIT {MOST_TERMS}
), terms AS MATERIALIZED (
    SELECT said, weight, as_term(lexeme, '') AS anywhere, as_term(lexeme, ':A') AS titled,
        as_term(lexeme, ':AB') AS high
    FROM (SELECT *, sum(held) OVER (ORDER BY weight DESC, lexeme) AS seen FROM weighty) AS counted
    WHERE seen <= {MOST_SEEN}
), hits AS MATERIALIZED (
    SELECT {found}_words.{found}, terms.said, terms.weight * CASE
        WHEN {found}_words.words @@ terms.titled THEN 1.0 WHEN {found}_words.words @@ terms.high THEN 0.7
        ELSE 0.35 END AS weight
    FROM terms CROSS JOIN LATERAL (
        SELECT * FROM {found}_words WHERE {found}_words.words @@ terms.anywhere LIMIT {MOST_OF_ONE}
    ) AS {found}_words
), texts AS MATERIALIZED (
    SELECT {found}, sum(weight) AS text, array_agg(said ORDER BY weight DESC, said) AS said
    FROM (SELECT {found}, said, max(weight) AS weight FROM hits GROUP BY 1, 2) AS each GROUP BY {found}
)
"""  # noqa: S608  put together of constants


def _is_word(whole: str, part: str) -> str:
    """Whether a part at the beginning or the end of a word is a word of its own in it: when it is long, or the rest is
    one. "Achtertuin" has nothing to do with "acht", nor "rekening" with "rekenen".
    """
    rest = f"replace({whole}, {part}, '')"
    return f"""(length({part}) >= {_LONG} AND length({rest}) > 3 OR {rest} = ANY ({_HEADS})
        OR EXISTS (SELECT FROM suggestion_word AS half WHERE half.lexeme IN ({rest}, substr({rest}, 2))))"""


def quick_points(found: str, level: str) -> str:
    """SQL of the points that need no reading: `texts` and `used` are joined, `$2` and `$3` are the themes and target
    groups of what is asked about, and `$6` is its level.

    :param level: the column of `found` with its level.
    """
    return f"""{WORDS} * coalesce(texts.text, 0) / (coalesce(texts.text, 0) + {WORDS_HALF})
        + {USED} * (1 - 0.5::float8 ^ coalesce(used.libraries, 0))
        + CASE WHEN {found}.themes && $2::varchar[] THEN {SAME_THEME} ELSE 0 END
        + CASE WHEN {found}.target_groups && $3::varchar[] THEN {SAME_PEOPLE} ELSE 0 END
        + CASE WHEN {level} = $6 AND $6 <> '' THEN {SAME_LEVEL} ELSE 0 END"""
