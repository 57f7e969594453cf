"""Words as people wrote them, for the reasons of a suggestion."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from content_links.suggesting.weighing import Reason, ReasonKind
from database.transaction import fetch

_MOST: Final = 4
_SAID: Final = """
SELECT DISTINCT ON (found.lexeme) found.lexeme, part.token
FROM (
    SELECT language, concat_ws(' . ', title,
        (SELECT string_agg({part}, ' . ') FROM {parts} AS part WHERE part.{asked} = asked.id), summary, description
    ) AS text
    FROM {asked} AS asked WHERE asked.id = $1
) AS asked CROSS JOIN ts_debug(words_of_language(asked.language), asked.text) WITH ORDINALITY AS part
    CROSS JOIN unnest(part.lexemes) AS found (lexeme)
WHERE found.lexeme = ANY ($2::text[]) ORDER BY found.lexeme, part.ordinality
"""
_QUERIES: Final = {
    "activity": _SAID.format(asked="activity", parts="activity_alias", part="part.name"),
    "package": _SAID.format(asked="package", parts="unit", part="part.title"),
}


async def words_said(asked: str, asked_id: int, lexemes: Sequence[str]) -> dict[str, str]:
    """For each lexeme the word of the text that it was made of, the first when there are more.

    :param asked: "package" or "activity".
    """
    records = await fetch(_QUERIES[asked], asked_id, list(dict.fromkeys(lexemes)))
    return {record["lexeme"]: record["token"] for record in records}


def in_words(reasons: Sequence[Reason], words: Mapping[str, str]) -> tuple[Reason, ...]:
    """The same reasons, with words in place of lexemes: the heaviest few, each once."""
    return tuple(
        replace(reason, values=_once(words.get(lexeme, lexeme) for lexeme in reason.values)[:_MOST])
        if reason.kind is ReasonKind.SAME_WORDS
        else reason
        for reason in reasons
    )


def _once(words: Iterable[str]) -> tuple[str, ...]:
    first: dict[str, str] = {}
    for word in words:
        first.setdefault(word.casefold(), word)
    return tuple(first.values())
