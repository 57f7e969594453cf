"""The text of an RRULE value taken apart, every part checked (RFC 5545 section 3.3.10)."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import IntEnum

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY

from events.recurrence_errors import (
    FrequencyUnsupported,
    MalformedRrule,
    NumberOutOfRange,
    PartMissing,
    PartNotCombinable,
    PartUnsupported,
    RruleTooLong,
    TimeInRrule,
    YieldsTooMany,
)

LONGEST_RRULE = 500
MOST_SESSIONS = 1000


class Frequency(IntEnum):
    """The values are those of python-dateutil."""

    DAILY = DAILY
    WEEKLY = WEEKLY
    MONTHLY = MONTHLY
    YEARLY = YEARLY


_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_TIME_PARTS = ("BYHOUR", "BYMINUTE", "BYSECOND")
_ANY_FREQUENCY = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYMONTH", "BYDAY"})
# The expand-or-limit table of section 3.3.10, without BYSETPOS in a day or a week: BYDAY says the same more plainly.
_PARTS = {
    Frequency.DAILY: _ANY_FREQUENCY | {"BYMONTHDAY"},
    Frequency.WEEKLY: _ANY_FREQUENCY,
    Frequency.MONTHLY: _ANY_FREQUENCY | {"BYMONTHDAY", "BYSETPOS"},
    Frequency.YEARLY: _ANY_FREQUENCY | {"BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"},
}
# Calendar programs disagree on what these mean next to week numbers (and a year of weeks is not a calendar year).
_NOT_WITH_WEEKS = ("BYSETPOS", "BYYEARDAY", "BYMONTHDAY", "INTERVAL", "WKST")


@dataclass(frozen=True, slots=True)
class RuleParts:
    """The parts of one rule by name, in capitals; which parts go together has been checked, their values not yet."""

    frequency: Frequency
    values: dict[str, str]

    def number(self, part: str, *, default: int, highest: int) -> int:
        return _number(part, self.values[part], highest=highest) if part in self.values else default

    def numbers(self, part: str, *, highest: int, signed: bool = False) -> tuple[int, ...] | None:
        if part not in self.values:
            return None
        return tuple(_number(part, item, highest=highest, signed=signed) for item in self.values[part].split(","))

    def count(self) -> int | None:
        text = self.values.get("COUNT")
        if text is None:
            return None
        if re.fullmatch(r"\d+", text) and int(text) > MOST_SESSIONS:
            raise YieldsTooMany(limit=MOST_SESSIONS)
        return _number("COUNT", text, highest=MOST_SESSIONS)

    def until(self) -> date | datetime | None:
        """A day, or a moment: naive for local time, aware for UTC."""
        text = self.values.get("UNTIL")
        if text is None:
            return None
        if not re.fullmatch(r"\d{8}(T\d{6}Z?)?", text):
            raise MalformedRrule(part=f"UNTIL={text}")
        try:
            moment = datetime.fromisoformat(text)
        except ValueError as error:
            raise MalformedRrule(part=f"UNTIL={text}") from error
        return moment.astimezone(UTC) if moment.tzinfo else moment if "T" in text else moment.date()

    def week_start(self) -> int:
        text = self.values.get("WKST", "MO")
        if text not in _WEEKDAYS:
            raise MalformedRrule(part=f"WKST={text}")
        return _WEEKDAYS.index(text)

    def weekdays(self) -> tuple[tuple[int, int | None], ...] | None:
        """(weekday from Monday = 0, ordinal or None), for example ((3, -1),) for the last Thursday."""
        if "BYDAY" not in self.values:
            return None
        return tuple(self._weekday(item) for item in self.values["BYDAY"].split(","))

    def _weekday(self, item: str) -> tuple[int, int | None]:
        match = re.fullmatch(r"([+-]?\d+)?([A-Z]{2})", item)
        if match is None or match[2] not in _WEEKDAYS:
            raise MalformedRrule(part=f"BYDAY={item}")
        return _WEEKDAYS.index(match[2]), self._ordinal(match[1]) if match[1] else None

    def _ordinal(self, text: str) -> int:
        if self.frequency in {Frequency.DAILY, Frequency.WEEKLY}:
            raise PartNotCombinable(part=f"BYDAY={text}", other=f"FREQ={self.frequency.name}")
        if "BYWEEKNO" in self.values:
            raise PartNotCombinable(part=f"BYDAY={text}", other="BYWEEKNO")
        in_month = self.frequency is Frequency.MONTHLY or "BYMONTH" in self.values
        return _number("BYDAY", text, highest=5 if in_month else 53, signed=True)


def read_parts(text: str) -> RuleParts:
    """Takes the text apart and refuses parts that are unknown, doubled, unsupported or do not go together.

    :raises ScheduleRefused: one subclass per reason; the field is always `rrule`.
    """
    if len(text) > LONGEST_RRULE:
        raise RruleTooLong(limit=LONGEST_RRULE)
    values = _split(text.upper())
    parts = RuleParts(_frequency(values), values)
    _refuse_unsupported(parts)
    _refuse_contradictions(values)
    return parts


def _split(text: str) -> dict[str, str]:
    values: dict[str, str] = {}
    for part in text.split(";"):
        name, equals, value = part.partition("=")
        if not re.fullmatch(r"[A-Z-]+", name) or not equals or not re.fullmatch(r"[A-Z0-9,+-]+", value):
            raise MalformedRrule(part=part)
        if name in values:
            raise MalformedRrule(part=part)
        values[name] = value
    return values


def _frequency(values: dict[str, str]) -> Frequency:
    if "FREQ" not in values:
        raise MalformedRrule(part="FREQ")
    if values["FREQ"] not in Frequency.__members__:
        raise FrequencyUnsupported(frequency=values["FREQ"])
    return Frequency[values["FREQ"]]


def _refuse_unsupported(parts: RuleParts) -> None:
    for name in parts.values:
        if name in _TIME_PARTS:
            raise TimeInRrule(part=name)
        if name not in _PARTS[Frequency.YEARLY]:
            raise PartUnsupported(part=name)
        if name not in _PARTS[parts.frequency]:
            raise PartNotCombinable(part=name, other=f"FREQ={parts.frequency.name}")


def _refuse_contradictions(values: dict[str, str]) -> None:
    if "UNTIL" in values and "COUNT" in values:
        raise PartNotCombinable(part="UNTIL", other="COUNT")
    if "BYSETPOS" in values and not values.keys() & {"BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYDAY"}:
        raise PartMissing(part="BYSETPOS", needed="BYDAY")
    if "BYWEEKNO" in values:
        if "BYDAY" not in values:
            raise PartMissing(part="BYWEEKNO", needed="BYDAY")
        for other in _NOT_WITH_WEEKS:
            if other in values and f"{other}={values[other]}" not in {"WKST=MO", "INTERVAL=1"}:
                raise PartNotCombinable(part="BYWEEKNO", other=other)


def _number(part: str, text: str, *, highest: int, signed: bool = False) -> int:
    """A whole number other than 0, at most `highest`, and when signed at least `-highest`."""
    if not re.fullmatch(r"[+-]?\d+", text):
        raise MalformedRrule(part=f"{part}={text}")
    number = int(text)
    if number == 0 or not (-highest if signed else 1) <= number <= highest:
        raise NumberOutOfRange(part=part, lowest=-highest if signed else 1, highest=highest, number=text)
    return number
