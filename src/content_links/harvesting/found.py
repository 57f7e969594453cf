"""A package as a file or catalogue elsewhere describes it, made fit for our tables."""

import html
import re
from collections.abc import Iterable
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from calendars.content import clean_line, clean_text
from content_links.harvesting.errors import TitleMissing, TooManyParts
from content_links.harvesting.theme_words import themes_of
from content_links.schemas import Themes
from content_links.vocabulary import PackageKind
from tabular.fields import LanguageCode, Line, Paragraphs, WebAddress

MOST_UNITS: Final = 500
_TITLE: Final = 200
MOST_IDENTIFIER: Final = 300
_DESCRIPTION: Final = 10_000
_SUMMARY: Final = 300
_MOST_MINUTES: Final = 32_767
_TAG: Final = re.compile(r"<[^<>]{1,500}>")
_BREAK: Final = re.compile(r"</?(?:p|br|li|div|h[1-6])\b[^<>]{0,200}>", re.IGNORECASE)
_LANGUAGE: Final = re.compile(r"([A-Za-z]{2,3})(?:[-_].*)?")
_THREE_LETTERS: Final = {"nld": "nl", "dut": "nl", "eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr"}
_ADDRESS: Final[TypeAdapter[str]] = TypeAdapter(WebAddress)

Minutes = Annotated[int, Field(ge=1, le=_MOST_MINUTES)]
UnitTitle = Annotated[Line, Field(min_length=1, max_length=_TITLE)]


class _Found(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FoundUnit(_Found):
    title: UnitTitle
    url: WebAddress | None = None
    duration_minutes: Minutes | None = None


class FoundPackage(_Found):
    """What is None or empty was not said.

    :ivar identifier: what its maker calls it: the same in every version.
    """

    identifier: Annotated[Line, Field(min_length=1, max_length=MOST_IDENTIFIER)]
    title: UnitTitle
    description: Annotated[Paragraphs, Field(max_length=_DESCRIPTION)] = ""
    provider: Annotated[Line, Field(max_length=_TITLE)] = ""
    language: LanguageCode | None = None
    duration_minutes: Minutes | None = None
    url: WebAddress | None = None
    kind: PackageKind | None = None
    level: Annotated[Line, Field(max_length=20)] = ""
    themes: Themes = ()
    units: Annotated[tuple[FoundUnit, ...], Field(max_length=MOST_UNITS)] = ()

    @property
    def summary(self) -> str:
        """The first sentence or paragraph of the description."""
        first = self.description.partition("\n")[0]
        sentence = re.match(r".{20,}?[.!?](?=\s|$)", first)
        return cut(sentence[0] if sentence else first, _SUMMARY)


def found_package(
    *,
    identifier: str,
    title: str,
    description: str = "",
    provider: str = "",
    language: str = "",
    minutes: float | None = None,
    url: str = "",
    kind: PackageKind | None = None,
    level: str = "",
    keywords: Iterable[str] = (),
    units: Iterable[FoundUnit] = (),
) -> FoundPackage:
    """Makes a package of texts that nobody has checked: HTML becomes plain, what is too long is cut.

    :raises TitleMissing: there is no title.
    :raises TooManyParts: as it says.
    """
    name, parts = cut(plain_line(title), _TITLE), tuple(units)
    if not name:
        raise TitleMissing
    if len(parts) > MOST_UNITS:
        raise TooManyParts(limit=MOST_UNITS)
    words = plain_text(description)
    return FoundPackage(
        identifier=clean_line(identifier)[:MOST_IDENTIFIER] or name,
        title=name,
        description=words if len(words) <= _DESCRIPTION else words[: _DESCRIPTION - 1] + "…",
        provider=cut(plain_line(provider), _TITLE),
        language=language_code(language),
        duration_minutes=whole_minutes(minutes),
        url=web_address(url),
        kind=kind,
        level=clean_line(level)[:20],
        themes=themes_of(clean_line(word) for word in keywords),
        units=parts,
    )


def found_unit(title: str, *, url: str = "", minutes: float | None = None, number: int = 1) -> FoundUnit:
    """:param number: of the part, for one without a title."""
    name = cut(plain_line(title), _TITLE) or str(number)
    return FoundUnit(title=name, url=web_address(url), duration_minutes=whole_minutes(minutes))


def plain_line(text: str) -> str:
    return clean_line(_TAG.sub(" ", html.unescape(text[: 20 * _DESCRIPTION])))


def plain_text(text: str) -> str:
    """Without HTML; an empty line stands between paragraphs, and other line breaks are only where text was wrapped."""
    spaced = re.sub(r"[ \t\r]+", " ", html.unescape(text[: 20 * _DESCRIPTION]))
    joined = re.sub(r"(?<!\n) ?\n ?(?!\s)", " ", spaced.strip())
    broken = clean_text(_TAG.sub(" ", _BREAK.sub("\n", joined))).replace("\ufffd", "")
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in broken.split("\n"))
    return "\n\n".join(line for line in lines if line)


def cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def language_code(tag: str) -> str | None:
    """The language of a BCP 47 tag or ISO 639-2 code, without its country: nl for nl-BE and for dut."""
    match = _LANGUAGE.fullmatch(tag.strip())
    code = match[1].lower() if match else ""
    code = _THREE_LETTERS.get(code, code)
    return code if code and code not in {"und", "mul", "zxx"} else None


def whole_minutes(minutes: float | None) -> int | None:
    if minutes is None or minutes <= 0:
        return None
    return min(max(round(minutes), 1), _MOST_MINUTES)


def web_address(url: Any) -> str | None:
    """None for what is not a web address, such as a file inside the package."""
    try:
        return _ADDRESS.validate_python(url.strip()) if isinstance(url, str) and "://" in url else None
    except ValidationError:
        return None
