"""Says in the reader's language why something that would be better does not fit."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from events.slots.searching import Miss, MissKind
from events.staffing.words import EQUIPMENT, SKILLS
from events.vocabulary import Skill
from places.vocabulary import Equipment
from web.dates import time_in_words, wording
from web.i18n import Translator

SENTENCES: Final[Mapping[MissKind, str]] = {
    MissKind.TAKEN: "%(when)s in %(where)s: %(count)s of %(of)s dates taken by %(by)s.",
    MissKind.NOT_OPEN: "%(when)s in %(where)s: not open then.",
    MissKind.NOBODY: "%(when)s in %(where)s: people who are free on all dates: %(free)s, and you need %(needed)s.",
    MissKind.TOO_FEW_DATES: "%(when)s in %(where)s: there are %(left)s dates, and you need %(needed)s.",
    MissKind.TOO_SMALL: "%(where)s: holds %(capacity)s people, and you need %(seats)s places.",
    MissKind.LACKS: "%(where)s: there is no %(equipment)s.",
}
NOBODY_WITH_SKILLS: Final = (
    "%(when)s in %(where)s: people who are free on all dates: %(free)s, and you need %(needed)s, who can do this:"
    " %(skills)s."
)
# Any Monday: weekdays are counted from it.
_MONDAY = date(2027, 1, 4)


def in_words(miss: Miss, translator: Translator) -> str:
    """One sentence, such as "Tuesday 10:00 in Zaal 1, De Haven: 3 of 8 dates taken by Taalclub."."""
    details = {name: _detail(value, translator) for name, value in miss.details.items()}
    has_skills = miss.kind is MissKind.NOBODY and bool(miss.details["skills"])
    sentence = NOBODY_WITH_SKILLS if has_skills else SENTENCES[miss.kind]
    return translator.gettext(sentence, when=_when(miss, translator), where=miss.spot.name, **details)


def weekday_in_words(weekday: int, translator: Translator) -> str:
    """:param weekday: 1 for Monday to 7 for Sunday."""
    return wording(translator.locale).weekdays[(_MONDAY + timedelta(days=weekday - 1)).weekday()]


def _when(miss: Miss, translator: Translator) -> str:
    if miss.weekday is None:
        return ""
    day = weekday_in_words(miss.weekday, translator).capitalize()
    return day if miss.starts_at is None else f"{day} {time_in_words(miss.starts_at, translator.locale)}"


def _detail(value: int | str | tuple[Skill, ...] | tuple[Equipment, ...], translator: Translator) -> int | str:
    if not isinstance(value, tuple):
        return value
    names = (translator.gettext(SKILLS[each] if isinstance(each, Skill) else EQUIPMENT[each]) for each in value)
    return ", ".join(names)
