"""Types of fields for text from outside, the same in files, forms and the API."""

import re
from datetime import time
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import AfterValidator, StringConstraints

from refusals import Invalid

# What an editor or a screen cannot show, and PostgreSQL partly cannot store; U+FFFD stands for what was lost before us.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffd\ud800-\udfff]")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Z]{2})?")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class InvalidValue(Invalid, ValueError):  # noqa: N818  pydantic only listens to ValueErrors
    """This value cannot be used."""


class ControlCharacter(InvalidValue):
    """There is a character here that cannot be shown. Type this text anew."""


class NotOneLine(InvalidValue):
    """This must fit on one line."""


class NotASlug(InvalidValue):
    """Use only small letters without accents, digits, and single hyphens between them."""


class NotAWebAddress(InvalidValue):
    """This is not a web address that starts with https:// or http://."""


class UnknownTimeZone(InvalidValue):
    """This is not a time zone such as Europe/Amsterdam."""


class NotALanguageCode(InvalidValue):
    """This is not a language code such as nl, en or pt-BR."""


class NotLocalTime(InvalidValue):
    """Write this time without an offset: it is the local time of the place."""

    code = "not_local_time"


def _readable(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _CONTROL.search(text):
        raise ControlCharacter
    return text


def _one_line(text: str) -> str:
    if "\n" in text or "\t" in text:
        raise NotOneLine
    return text


def _slug(text: str) -> str:
    if not _SLUG.fullmatch(text):
        raise NotASlug
    return text


def _web_address(text: str) -> str:
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
        _ = parts.port
    except ValueError as error:
        raise NotAWebAddress from error
    if not usable or any(character.isspace() or character in '"<>\\' for character in text):
        raise NotAWebAddress
    return text


def _language_code(text: str) -> str:
    if not _LANGUAGE.fullmatch(text):
        raise NotALanguageCode
    return text


def _without_offset(at: time) -> time:
    if at.tzinfo is not None:
        raise NotLocalTime
    return at


def _time_zone(text: str) -> str:
    if text not in available_timezones():
        raise UnknownTimeZone
    return text


_STRIPPED = StringConstraints(strip_whitespace=True)

Paragraphs = Annotated[str, _STRIPPED, AfterValidator(_readable)]
"""Text of any number of lines, which end in LF."""
Line = Annotated[Paragraphs, AfterValidator(_one_line)]
SlugText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_slug)]
"""A slug of which the length is limited elsewhere."""
Slug = Annotated[SlugText, StringConstraints(max_length=80)]
WebAddress = Annotated[Line, StringConstraints(max_length=500), AfterValidator(_web_address)]
"""Nothing but http and https, so that no page can be made to run a javascript: link."""
TimeZone = Annotated[str, AfterValidator(_time_zone)]
"""A name of the IANA time zone database."""
LanguageCode = Annotated[str, AfterValidator(_language_code)]
"""ISO 639, with an ISO 3166 country where that matters."""
LocalTime = Annotated[time, AfterValidator(_without_offset)]
"""What the clock shows in some place."""
