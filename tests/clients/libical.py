"""libical, the parser of Evolution, KOrganizer and many phones, called as the C library that it is."""

import ctypes
from collections.abc import Iterator
from datetime import UTC, datetime

Span = tuple[datetime, datetime]
"""Start and end, aware UTC."""


class _Time(ctypes.Structure):
    """`icaltimetype` of libical 3."""

    _fields_ = [
        *((name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second", "is_date", "daylight")),
        ("zone", ctypes.c_void_p),
    ]


class _Span(ctypes.Structure):
    """`icaltime_span`."""

    _fields_ = [("start", ctypes.c_long), ("end", ctypes.c_long), ("busy", ctypes.c_int)]


_CALLED = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.POINTER(_Span), ctypes.c_void_p)


class Libical:
    """Parsing and expanding, by the time zones that the calendar itself carries."""

    def __init__(self, library: ctypes.CDLL) -> None:
        component, kind = ctypes.c_void_p, ctypes.c_int
        self._parse = library.icalparser_parse_string
        self._parse.restype, self._parse.argtypes = component, [ctypes.c_char_p]
        self._text = library.icalcomponent_as_ical_string
        self._text.restype, self._text.argtypes = ctypes.c_char_p, [component]
        self._first = library.icalcomponent_get_first_component
        self._next = library.icalcomponent_get_next_component
        for step in (self._first, self._next):
            step.restype, step.argtypes = component, [component, kind]
        self._expand = library.icalcomponent_foreach_recurrence
        self._expand.restype, self._expand.argtypes = None, [component, _Time, _Time, _CALLED, ctypes.c_void_p]
        self._free = library.icalcomponent_free
        self._free.restype, self._free.argtypes = None, [component]
        self._event: int = library.icalcomponent_string_to_kind(b"VEVENT")

    def complaints(self, calendar: bytes) -> list[str]:
        """What it says is wrong, a line each."""
        root = self._parse(calendar)
        text: bytes = self._text(root)
        self._free(root)
        lines = text.decode().replace("\r\n ", "").splitlines()
        return [line for line in lines if line.startswith("X-LIC-ERROR")]

    def spans(self, calendar: bytes) -> list[Span]:
        """When all events are, in order of time; of series without regard to what changed about one of them."""
        root = self._parse(calendar)
        found = sorted(span for event in self._events(root) for span in self._occurrences(event))
        self._free(root)
        return found

    def _events(self, root: int) -> Iterator[int]:
        event = self._first(root, self._event)
        while event:
            yield event
            event = self._next(root, self._event)

    def _occurrences(self, event: int) -> list[Span]:
        found: list[Span] = []

        def called(_event: int, span: "ctypes._Pointer[_Span]", _data: int) -> None:
            start, end = (datetime.fromtimestamp(each, UTC) for each in (span[0].start, span[0].end))
            found.append((start, end))

        self._expand(event, _Time(2020, 1, 1), _Time(2100, 1, 1), _CALLED(called), None)
        return found
