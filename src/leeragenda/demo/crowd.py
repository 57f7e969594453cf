"""The people of the demo world: who signs up, where they can be reached, who came. Pure, and the same every time."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count, cycle, islice
from zlib import crc32

from events.vocabulary import Presence, RegistrationState

MAIL_DOMAIN = "post.example"
_LETTERS_NOT_FOLDED = str.maketrans({"ł": "l", "ı": "i", "ø": "o"})
_ONLY_BY_PHONE = 5
_STAYS_AWAY = 7
# A mail with the next course goes to everyone who was at a session in the past week.
FOLLOWED_UP_WITHIN = timedelta(days=9)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with one way to be reached: `email` or `phone`."""

    name: str
    email: str | None
    phone: str | None


@dataclass(frozen=True, slots=True)
class SignUp:
    """One place, taken at `at` (aware)."""

    person: Person
    state: RegistrationState
    at: datetime


class Crowd:
    """Hands out people in a fixed order, never the same one twice in one group."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = cycle(names)
        self._size = len(names)
        self._numbers = count(1)

    def take(self, people: int, *, only_by_phone: bool = False) -> list[Person]:
        """:raises ValueError: there are not so many people."""
        if people > self._size:
            raise ValueError(f"{people} people are more than the {self._size} there are")
        return [self._person(name, only_by_phone=only_by_phone) for name in islice(self._names, people)]

    def _person(self, name: str, *, only_by_phone: bool) -> Person:
        number = next(self._numbers)
        if only_by_phone or number % _ONLY_BY_PHONE == 0:
            return Person(name, None, f"06 0000 {number % 10_000:04}")
        return Person(name, email_address(name), None)


def email_address(name: str) -> str:
    """An address that reaches nobody (RFC 2606)."""
    folded = unicodedata.normalize("NFKD", name.lower().translate(_LETTERS_NOT_FOLDED))
    words = folded.encode("ascii", "ignore").decode().split()
    return f"{'.'.join(words)}@{MAIL_DOMAIN}"


def coming(crowd: Crowd, people: int, waiting: int, until: datetime) -> list[SignUp]:
    """Who has a place and then who waits, in the order in which they signed up in the weeks before `until`."""
    everyone = crowd.take(people + waiting)
    states = [RegistrationState.CONFIRMED] * people + [RegistrationState.WAITING] * waiting
    moments = spread(until, len(everyone))
    return [SignUp(person, state, at) for person, state, at in zip(everyone, states, moments, strict=True)]


def past(crowd: Crowd, people: int, starts_at: datetime, now: datetime) -> list[SignUp]:
    """Who was at a session; those of the past days are reached by phone, so that the first start mails nobody."""
    everyone = crowd.take(people, only_by_phone=now - starts_at < FOLLOWED_UP_WITHIN)
    moments = spread(starts_at, people)
    return [
        SignUp(person, RegistrationState.NO_SHOW if stays_away(number) else RegistrationState.ATTENDED, at)
        for number, (person, at) in enumerate(zip(everyone, moments, strict=True), start=1)
    ]


def spread(until: datetime, number: int) -> Iterator[datetime]:
    """So many moments in order, in the three weeks before."""
    step = timedelta(days=21) / (number + 1)
    return (until - step * (number - each) for each in range(number))


def stays_away(number: int) -> bool:
    return number % _STAYS_AWAY == 0


def presence(number: int, on: date) -> Presence:
    """Whether the member with this number of a group was there that day."""
    return Presence.ABSENT if stays_away(number + on.toordinal() // 7) else Presence.PRESENT


def heads(fewest: int, most: int, place: str, on: date) -> int:
    """How many people walked in that day: between both, and the same for a place and a day."""
    return fewest + crc32(f"{place} {on}".encode()) % (most - fewest + 1)
