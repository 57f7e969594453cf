"""Asks an address for its calendar."""

from dataclasses import dataclass
from typing import Final

from elsewhere.asking import Answer, Question, ask
from events.calendars_in.errors import AnsweredWith
from events.calendars_in.lines import MOST_BYTES

_ACCEPT: Final = {"Accept": "text/calendar, text/plain;q=0.5"}
_OK: Final = 200
_NOT_MODIFIED: Final = 304


@dataclass(frozen=True, slots=True)
class Fetched:
    """`body` is None when nothing has changed; the others go along with the next question."""

    body: bytes | None
    etag: str | None
    last_modified: str | None


async def fetch_calendar(
    url: str, *, etag: str | None = None, last_modified: str | None = None, private: bool = False
) -> Fetched:
    """The calendar at an http, https or webcal address, unless it is the same as when `etag` was given.

    :param private: whether the address may be one of a private network.
    :raises AnsweredWith: another status than 200 and 304.
    :raises Refusal: as `elsewhere.asking.ask`.
    """
    headers = _ACCEPT | _conditions(etag, last_modified)
    answer = await ask(url, Question(headers=headers, most_bytes=MOST_BYTES, private=private))
    if answer.status == _NOT_MODIFIED:
        return Fetched(None, None, None)
    if answer.status != _OK:
        raise AnsweredWith(status=answer.status)
    return Fetched(answer.body, _header(answer, "etag", 200), _header(answer, "last-modified", 80))


def _header(answer: Answer, name: str, longest: int) -> str | None:
    value = answer.headers.get(name)
    return value if value and len(value) <= longest else None


def _conditions(etag: str | None, last_modified: str | None) -> dict[str, str]:
    asked = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in asked.items() if value}
