"""What a change would do, in words, before it is done."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final
from zoneinfo import ZoneInfo

from database.transaction import fetch
from events.series.previewing import SessionAt
from events.vocabulary import SessionState
from notifications.vocabulary import MessageKind
from planner.previewing import preview
from web.dates import period_in_words
from web.i18n import Translator, translator_of
from web.requests import AnyRequest

LISTED: Final = 8
_PLACES: Final = """
SELECT location.id, location.timezone, location.name, room.id AS room, room.name AS room_name
FROM location LEFT JOIN room ON room.location = location.id AND room.id = ANY($2::int[])
WHERE location.id = ANY($1::int[])
"""
_MAILS: Final[Mapping[MessageKind, tuple[str, str]]] = {
    MessageKind.UPDATE: ("%(num)d mail about another time or place", "%(num)d mails about another time or place"),
    MessageKind.SESSION_CANCELLED: ("%(num)d mail that it is called off", "%(num)d mails that it is called off"),
    MessageKind.PROMOTION: (
        "%(num)d mail that there is a place after all",
        "%(num)d mails that there is a place after all",
    ),
}
_OTHER_MAIL: Final = ("%(num)d other mail", "%(num)d other mails")
Pair = tuple[SessionAt | None, SessionAt | None]


@dataclass(frozen=True, slots=True)
class Preview:
    """`lines` are the first meetings in words, `more` how many there are beside them.

    :ivar seen: stands for what is shown: who says yes says it to this and to nothing else.
    """

    lines: Sequence[str]
    more: int
    people: int
    mails: Sequence[str]
    seen: str


def seal(*asked: object) -> str:
    """The same for the same wishes only."""
    return sha256(repr(asked).encode()).hexdigest()[:16]


async def preview_of(act: Callable[[], Awaitable[object]], request: AnyRequest, *, seen: str) -> Preview:
    """Raises what `act` refuses.

    :param seen: the `seal` of what is asked.
    """
    words = translator_of(request)
    found = await preview(act)
    if found.refusal is not None:
        raise found.refusal
    shown = found.sessions[:LISTED]
    places = await _places_of(shown)
    return Preview(
        lines=[_line(pair, places, words) for pair in shown],
        more=len(found.sessions) - len(shown),
        people=found.people,
        seen=seen,
        mails=[words.ngettext(*_MAILS.get(kind, _OTHER_MAIL), number) for kind, number in found.mails.items()],
    )


@dataclass(frozen=True, slots=True)
class _Place:
    zone: ZoneInfo
    name: str


async def _places_of(pairs: Sequence[Pair]) -> dict[tuple[int, int | None], _Place]:
    sessions = [session for pair in pairs for session in pair if session is not None]
    locations, rooms = {each.location for each in sessions}, {each.room for each in sessions if each.room is not None}
    records: list[Any] = await fetch(_PLACES, sorted(locations), sorted(rooms))
    whole = {(row["id"], None): _Place(ZoneInfo(row["timezone"]), row["name"]) for row in records}
    in_rooms = {
        (row["id"], row["room"]): _Place(ZoneInfo(row["timezone"]), f"{row['name']}, {row['room_name']}")
        for row in records
        if row["room"] is not None
    }
    return {**whole, **in_rooms}


def _line(pair: Pair, places: Mapping[tuple[int, int | None], _Place], words: Translator) -> str:
    before, after = (_when(session, places, words) if session else "" for session in pair)
    if pair[1] is not None and pair[1].state == SessionState.CANCELLED:
        return words.gettext("%(when)s is called off", when=after)
    if not before:
        return words.gettext("New: %(when)s", when=after)
    if not after:
        return words.gettext("%(when)s goes away", when=before)
    if before == after:
        return after
    return f"{before} → {after}"


def _when(session: SessionAt, places: Mapping[tuple[int, int | None], _Place], words: Translator) -> str:
    place = places[session.location, session.room]
    starts_at, ends_at = session.starts_at.astimezone(place.zone), session.ends_at.astimezone(place.zone)
    return f"{period_in_words(starts_at, ends_at, words.locale)}, {place.name}"
