"""The board as pages and scripts show it: words for every sign. Pure."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from planner.board_reading import BoardPlace, BoardSession
from planner.board_window import DAYS_IN_WEEK, Window
from web.dates import day_in_words, period_in_words, short_day_in_words
from web.i18n import Translator

RowKey = tuple[int, int | None]


@dataclass(frozen=True, slots=True)
class Sign:
    """Something to know about a session: an icon of the sprite with its word."""

    kind: str
    icon: str
    text: str


@dataclass(frozen=True, slots=True)
class SessionView:
    """`starts_at` and `ends_at` are wall-clock times; `asks`: a change is shown before it is done."""

    id: UUID
    row: RowKey
    starts_at: datetime
    ends_at: datetime
    title: str
    time: str
    theme: str
    seats: str
    seats_in_words: str
    signs: tuple[Sign, ...]
    warnings: tuple[str, ...]
    cancelled: bool
    editable: bool
    asks: bool
    version: int
    label: str

    @property
    def href(self) -> str:
        return f"/planner/sessions/{self.id}"


@dataclass(frozen=True, slots=True)
class Row:
    """A room, or a place for what is held in none of its rooms. `place` is said before the name of a room."""

    key: RowKey
    name: str
    place: str
    capacity: int | None
    cells: tuple[tuple[SessionView, ...], ...]

    @property
    def is_room(self) -> bool:
        return self.key[1] is not None

    @property
    def is_empty(self) -> bool:
        return not any(self.cells)


@dataclass(frozen=True, slots=True)
class Column:
    """A day, or a week of a month."""

    first: date
    last: date
    text: str
    is_today: bool


def session_views(
    sessions: Sequence[BoardSession],
    warnings: Mapping[UUID, Sequence[str]],
    editable: Collection[int],
    words: Translator,
) -> list[SessionView]:
    """:param warnings: sentences, by session.
    :param editable: the organisations for which the reader may change sessions.
    """
    return [_view(session, tuple(warnings.get(session.id, ())), editable, words) for session in sessions]


def _view(
    session: BoardSession, warnings: tuple[str, ...], editable: Collection[int], words: Translator
) -> SessionView:
    signs = _signs(session, warnings, words)
    seats_in_words = _seats_in_words(session, words)
    when = period_in_words(session.starts_at, session.ends_at, words.locale)
    label = ", ".join(filter(None, (session.title, when, seats_in_words, *(sign.text for sign in signs), *warnings)))
    return SessionView(
        id=session.id,
        row=(session.location, session.room),
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        title=session.title,
        time=_briefly(session),
        theme=session.theme,
        seats=f"{session.taken}/{session.capacity}" if session.capacity else "",
        seats_in_words=seats_in_words,
        signs=signs,
        warnings=warnings,
        cancelled=session.is_cancelled,
        editable=session.organisation in editable and not session.is_cancelled,
        asks=session.in_series or session.taken > 0,
        version=session.version,
        label=label,
    )


def _briefly(session: BoardSession) -> str:
    """As in "14.00–16.00", where there is no room for words."""
    return f"{session.starts_at:%H.%M}–{session.ends_at:%H.%M}"


def _seats_in_words(session: BoardSession, words: Translator) -> str:
    if not session.capacity:
        return ""
    return words.gettext("%(taken)s of %(capacity)s places taken", taken=session.taken, capacity=session.capacity)


def _signs(session: BoardSession, warnings: Sequence[str], words: Translator) -> tuple[Sign, ...]:
    say = words.gettext
    signs = [
        (session.is_cancelled, Sign("cancelled", "x", say("Cancelled"))),
        (session.is_draft, Sign("draft", "info", say("Draft"))),
        (not session.is_cancelled and _is_full(session), Sign("full", "users-round", say("Full"))),
        (session.in_series and not session.edited, Sign("series", "repeat", say("Series"))),
        (session.in_series and session.edited, Sign("edited", "pencil", say("Differs"))),
        (
            bool(warnings),
            Sign("warning", "triangle-alert", words.ngettext("%(num)d warning", "%(num)d warnings", len(warnings))),
        ),
    ]
    return tuple(sign for holds, sign in signs if holds)


def _is_full(session: BoardSession) -> bool:
    return session.capacity is not None and session.taken >= session.capacity


def columns_of(window: Window, view: str, today: date, words: Translator) -> list[Column]:
    """The days of a week, or the weeks of a month."""
    if view == "week":
        return [Column(day, day, short_day_in_words(day, words.locale), day == today) for day in window.days]
    columns, first = [], window.first
    while first <= window.last:
        last = min(first + timedelta(days=DAYS_IN_WEEK - 1 - first.weekday()), window.last)
        text = words.gettext("%(first)s to %(last)s", first=first.day, last=day_in_words(last, words.locale))
        columns.append(Column(first, last, text, first <= today <= last))
        first = last + timedelta(days=1)
    return columns


def rows_of(places: Sequence[BoardPlace], views: Sequence[SessionView], columns: Sequence[Column]) -> list[Row]:
    """A row for each place and under it for each of its rooms."""
    cells: dict[RowKey, list[list[SessionView]]] = defaultdict(lambda: [[] for _ in columns])
    for view in views:
        for column, cell in zip(columns, cells[view.row], strict=True):
            if column.first <= view.starts_at.date() <= column.last:
                cell.append(view)
    filled = {key: tuple(map(tuple, row)) for key, row in cells.items()}
    nothing: tuple[tuple[SessionView, ...], ...] = tuple(() for _ in columns)
    rows: list[Row] = []
    for place in places:
        whole = (place.id, None)
        rows.append(Row(whole, place.name, "", None, filled.get(whole, nothing)))
        rows += [
            Row((place.id, room.id), room.name, place.name, room.capacity, filled.get((place.id, room.id), nothing))
            for room in place.rooms
        ]
    return rows


def resources_of(places: Sequence[BoardPlace], words: Translator) -> list[dict[str, Any]]:
    """As EventCalendar takes them: a place with its rooms as children."""
    return [
        {
            "id": row_id((place.id, None)),
            "title": place.name,
            "extendedProps": {"note": _note_of_place(place)},
            "children": [
                {
                    "id": row_id((place.id, room.id)),
                    "title": room.name,
                    "extendedProps": {"note": _note_of_room(room.capacity, words)},
                }
                for room in place.rooms
            ],
        }
        for place in places
    ]


def names_of(places: Sequence[BoardPlace]) -> dict[RowKey, str]:
    """How each row is called by itself."""
    names: dict[RowKey, str] = {(place.id, None): place.name for place in places}
    for place in places:
        names |= {(place.id, room.id): f"{place.name}, {room.name}" for room in place.rooms}
    return names


def events_of(views: Sequence[SessionView], places: Sequence[BoardPlace]) -> list[dict[str, Any]]:
    """As EventCalendar takes them; times without an offset are those of the place."""
    names = names_of(places)
    return [
        {
            "id": str(view.id),
            "resourceIds": [row_id(view.row)],
            "start": view.starts_at.isoformat(),
            "end": view.ends_at.isoformat(),
            "title": view.title,
            "editable": view.editable,
            "classNames": _classes(view),
            "extendedProps": {
                "href": view.href,
                "time": view.time,
                "seats": view.seats,
                "signs": [{"kind": sign.kind, "icon": sign.icon, "text": sign.text} for sign in view.signs],
                "label": f"{view.label}, {names.get(view.row, '')}",
                "asks": view.asks,
                "version": view.version,
            },
        }
        for view in views
    ]


def row_id(key: RowKey) -> str:
    """As in `12:` for a place and `12:3` for a room: also the value of a form field."""
    return f"{key[0]}:{key[1] or ''}"


WARNED: Final = "planner-event--warned"


def _classes(view: SessionView) -> list[str]:
    classes = [f"leeragenda-theme-{view.theme}"] if view.theme else []
    classes += ["planner-event--cancelled"] if view.cancelled else []
    classes += [WARNED] if view.warnings else []
    return classes


def _note_of_place(place: BoardPlace) -> str:
    return place.place if not place.rooms else ""


def _note_of_room(capacity: int | None, words: Translator) -> str:
    return words.ngettext("%(num)s person", "%(num)s people", capacity) if capacity else ""
