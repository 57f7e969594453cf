"""Content lines from text that nobody has checked: names, addresses and links typed by people."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import quote

from icalendar import vText
from icalendar.parser import param_value

# Every character that some parser takes for a line end: besides CR and LF also the ones of str.splitlines().
_LINE_BREAKS = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_WHITE_SPACE = re.compile(r"\s+")
# The sessions of an activity say the same about it, and those of a place the same about that.
_REMEMBERED = 1024
_MOST_OCTETS = 74
_ESCAPES = b"\\^"
# RFC 3986: reserved and unreserved characters stand as they are; "%" because what comes in is already encoded.
_URI_SAFE = ":/?#[]@!$&'()*+,;=%-._~"


def clean_text(text: str) -> str:
    """Return the text with line ends as LF, without control characters, byte order marks and lone surrogates."""
    text = _FORBIDDEN.sub("", _LINE_BREAKS.sub("\n", text))
    return _SURROGATES.sub("\ufffd", text)


@lru_cache(maxsize=_REMEMBERED)
def clean_line(text: str) -> str:
    """Return the text as one line: every run of white space is one space, none at the ends."""
    return _WHITE_SPACE.sub(" ", clean_text(text)).strip()


@lru_cache(maxsize=_REMEMBERED)
def text_value(text: str) -> str:
    """Return clean text escaped as a TEXT value (RFC 5545, section 3.3.11)."""
    # Piecewise around backslashes, because vText takes the two characters "\N" in someone's text for a line break.
    return "\\\\".join(vText(part).to_ical().decode() for part in text.split("\\"))


@lru_cache(maxsize=_REMEMBERED)
def uri_value(uri: str) -> str:
    """Return the URI in ASCII: without control characters, and percent-encoded what RFC 3986 does not allow."""
    return quote(_WHITE_SPACE.sub(" ", clean_text(uri).replace("\n", "")).strip(), safe=_URI_SAFE)


def parameter_value(text: str) -> str:
    """Return the text as one line without double quotes, which RFC 5545 (section 3.2) does not allow in a parameter.

    An apostrophe takes their place: RFC 6868 has an escape for them, but older clients show it as it stands. A slash
    takes the place of a backslash, which means nothing here, but for some parsers (icalendar) hides what follows.
    """
    return clean_line(text).replace('"', "'").replace("\\", "/")


def utc_value(moment: datetime) -> str:
    """Return an aware datetime as a UTC DATE-TIME with whole seconds: 20261122T093000Z."""
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def line(name: str, value: str, parameters: Mapping[str, str] | None = None) -> bytes:
    """Return one content line with its CRLF, folded at 75 octets (RFC 5545, section 3.1), around an encoded value."""
    # Not Parameters.to_ical(): it quotes every LINKREL, and in quotes RFC 9253 (section 6.1) means a URI.
    encoded = "".join(f";{key}={_quoted_if_needed(text)}" for key, text in (parameters or {}).items())
    written = f"{name}{encoded}:{value}"
    if "\n" in written:
        raise ValueError(f"{name}: is not one line")
    return _folded(written.encode()) + b"\r\n"


def _folded(content: bytes) -> bytes:
    """Break the line where icalendar does, in a thirtieth of its time: never within a character or an escape."""
    parts, start = [], 0
    while len(content) - start > _MOST_OCTETS:
        end = start + _MOST_OCTETS
        while content[end] & 0xC0 == 0x80:  # noqa: PLR2004  an octet that goes on with a character of UTF-8
            end -= 1
        if content[end - 1] in _ESCAPES:
            end -= 1
        parts.append(content[start:end])
        start = end
    return b"\r\n ".join([*parts, content[start:]])


def _quoted_if_needed(text: str) -> str:
    # RFC 5545 allows a bare "=", but lenient parsers (icalendar) take the spaces around it away.
    return param_value(text, always_quote="=" in text)
