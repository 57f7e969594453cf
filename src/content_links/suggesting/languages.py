"""In which languages a package can be for an activity. Pure."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from events.vocabulary import TargetGroup

SEVERAL: Final = "mul"
"""ISO 639-2: in more languages than one."""

NEWCOMERS: Final = frozenset({TargetGroup.NT2, TargetGroup.INBURGERAARS})
"""Who learns Dutch may be helped in another language."""

# What languages are called in a title, without accents: a Dutch text about English is for material in English.
_NAMES: Final[Mapping[str, str]] = {
    "ar": "arabisch|arabic",
    "de": "duits|german|deutsch",
    "en": "engels|english",
    "es": "spaans|spanish|espanol",
    "fr": "frans|french|francais",
    "it": "italiaans|italian|italiano",
    "nl": "nederlands|dutch",
    "pl": "pools|polish|polski",
    "pt": "portugees|portuguese",
    "tr": "turks|turkish|turkce",
    "uk": "oekraiens|ukrainian",
}


def languages_of(language: str, title: str) -> list[str]:
    """Those that fit who comes to an activity: of the activity, of what its title names, and several at once."""
    return [language, *sorted(about(language, title)), SEVERAL]


def about(language: str, title: str) -> frozenset[str]:
    """The other languages that a title names."""
    named = {code for code, names in _NAMES.items() if re.search(rf"\b(?:{names})\b", _plain(title))}
    return frozenset(named - {language})


def naming(language: str) -> str:
    """A pattern of PostgreSQL for titles in small letters that name it; nothing fits it when we have no name for it."""
    return rf"\m({_NAMES[language]})\M" if language in _NAMES else r"\A(?!.)."


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
