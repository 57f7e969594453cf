"""The languages of the product: their catalogues and the choice of one for a reader.

The sentences in code and templates are English and are the keys; locale/<language>/*.po translates them. The catalogues
are read at the first use, without a compile step, and are one namespace: each package keeps its own file.
"""

from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Any, Final, Literal, TypeGuard

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from web.requests import AnyRequest

Locale = Literal["nl", "en"]
LOCALES: Final[tuple[Locale, ...]] = ("nl", "en")
DEFAULT_LOCALE: Final[Locale] = "nl"
LANGUAGE_COOKIE: Final = "lang"
CATALOGUES = Path(__file__).parents[2] / "locale"


class Translator:
    """Says English sentences in one language; a sentence without a translation stays English.

    Details are always filled in, as `%(name)s`, so a plain percent sign in a sentence is written `%%`.
    """

    def __init__(self, locale: Locale, translations: NullTranslations) -> None:
        self.locale: Final = locale
        self.translations: Final = translations

    def gettext(self, message: str, /, **details: Any) -> str:
        return self.translations.gettext(message) % details

    def ngettext(self, singular: str, plural: str, number: int, /, **details: Any) -> str:
        """The sentence for this number; `%(num)d` is the number itself."""
        return self.translations.ngettext(singular, plural, number) % {"num": number, **details}


@cache
def translator(locale: Locale) -> Translator:
    return Translator(locale, read_catalogues(CATALOGUES / locale, locale))


def read_catalogues(folder: Path, locale: Locale) -> NullTranslations:
    """All .po files of a folder as one; fuzzy and empty entries are left out."""
    merged = Catalog(locale=locale)
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=locale):
                if message.id and not message.fuzzy:
                    merged.add(message.id, message.string, context=message.context)
    compiled = BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    return GNUTranslations(compiled)


def is_locale(code: str | None) -> TypeGuard[Locale]:
    return code in LOCALES


def locale_of(request: AnyRequest) -> Locale:
    """The reader's own choice (cookie), else what the browser asks for (Accept-Language), else Dutch."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if is_locale(chosen):
        return chosen
    return preferred_locale(request.headers.get("accept-language", ""))


def translator_of(request: AnyRequest) -> Translator:
    return translator(locale_of(request))


@lru_cache(maxsize=512)
def preferred_locale(accept_language: str) -> Locale:
    """The best of our languages for an Accept-Language header (RFC 9110 section 12.5.4); nonsense is skipped."""
    ranges = [_language_range(part) for part in accept_language.split(",")]
    for language, _ in sorted((r for r in ranges if r[1] > 0), key=lambda r: -r[1]):
        if is_locale(language):
            return language
    return DEFAULT_LOCALE


def _language_range(part: str) -> tuple[str, float]:
    """("nl", 0.8) for "nl-NL;q=0.8"."""
    tag, _, weight = part.strip().partition(";")
    language = tag.split("-")[0].lower()
    name, _, value = weight.strip().partition("=")
    try:
        return language, float(value) if name == "q" else 1.0
    except ValueError:
        return language, 0.0
