"""How well a package and an activity fit, and why. Pure: it says the same from both ends.

Every weight is here. They are points of a hundred or so, so that one can be set against another: two rare words of both
titles are worth a library that uses them together, and people of another kind cost more than a theme in common brings.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from content_links.suggesting.languages import NEWCOMERS, SEVERAL
from content_links.suggesting.levels import levels_apart
from events.vocabulary import TargetGroup, Theme

LEAST: Final = 32.0
"""What has fewer points is not suggested."""
OF_BEST: Final = 0.45
"""Nor what has less than this part of the points of the best."""

WORDS: Final = 55.0
WORDS_HALF: Final = 0.9
USED: Final = 45.0
SAME_THEME: Final = 14.0
_EACH_MORE_THEME: Final = 4.0
_NO_THEME: Final = -16.0
SAME_PEOPLE: Final = 10.0
_SAME_FEW: Final = 18.0
_OTHER_PEOPLE: Final = -26.0
_PEOPLE_OF_ONE: Final = -4.0
SAME_LEVEL: Final = 10.0
_STEPS: Final = {0: SAME_LEVEL, 1: 0.0, 2: -14.0}
_FURTHER: Final = -30.0
_OTHER_LANGUAGE: Final = -3.0
_ITS_LANGUAGE: Final = 22.0
_NOT_ITS_LANGUAGE: Final = -22.0
# Everyone, grown-ups and beginners are in all kinds of groups.
_ANYONE: Final = frozenset({TargetGroup.IEDEREEN, TargetGroup.VOLWASSENEN, TargetGroup.BEGINNERS})
# What is for them is for nobody else, so that these people in common are a subject in common.
_FEW: Final = frozenset(
    {
        TargetGroup.MANTELZORGERS,
        TargetGroup.OUDERS,
        TargetGroup.JONGEREN,
        TargetGroup.WERKZOEKENDEN,
        TargetGroup.KUNSTENAARS,
    }
)


class ReasonKind(StrEnum):
    USED_WITH = "used_with"
    SAME_WORDS = "same_words"
    SAME_THEME = "same_theme"
    SAME_PEOPLE = "same_people"
    SAME_LEVEL = "same_level"
    OWN_LANGUAGE = "own_language"
    ITS_LANGUAGE = "its_language"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is suggested.

    :ivar values: the words, themes, target groups, level or language; for `used_with` nothing.
    :ivar number: of libraries that use them together.
    """

    kind: ReasonKind
    values: tuple[str, ...] = ()
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What is known of a package or an activity besides its words."""

    themes: frozenset[Theme]
    target_groups: frozenset[TargetGroup]
    level: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """:ivar text: what the words in common weigh together: 1 for a rare one of both titles.
    :ivar words: those, the heaviest first.
    :ivar libraries: how many use this package with such an activity.
    :ivar about: other languages that the title of the activity names.
    """

    activity: Traits
    package: Traits
    text: float = 0.0
    words: tuple[str, ...] = ()
    libraries: int = 0
    about: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Weighed:
    """Points, and the reasons for them, the strongest first."""

    points: float
    reasons: tuple[Reason, ...]


def weigh(evidence: Evidence) -> Weighed:
    activity, package = evidence.activity, evidence.package
    parts = [
        _used(evidence),
        _words(evidence),
        _themes(activity.themes, package.themes),
        _people(activity.target_groups, package.target_groups),
        _level(activity.level, package.level),
        _language(evidence),
    ]
    said = sorted((part for part in parts if part[1] is not None), key=lambda part: -part[0])
    return Weighed(sum(points for points, _ in parts), tuple(reason for _, reason in said if reason is not None))


def least_of(points: Iterable[float]) -> float:
    """What something needs to be suggested beside others that have these points."""
    return max(LEAST, OF_BEST * max(points, default=0.0))


_Part = tuple[float, Reason | None]


def _used(evidence: Evidence) -> _Part:
    """The first library says half of what all of them can say."""
    if not evidence.libraries:
        return 0.0, None
    return USED * (1 - 0.5**evidence.libraries), Reason(ReasonKind.USED_WITH, number=evidence.libraries)


def _words(evidence: Evidence) -> _Part:
    if not evidence.words:
        return 0.0, None
    points = WORDS * evidence.text / (evidence.text + WORDS_HALF)
    return points, Reason(ReasonKind.SAME_WORDS, evidence.words)


def _themes(activity: frozenset[Theme], package: frozenset[Theme]) -> _Part:
    common = activity & package
    if common:
        values = tuple(theme for theme in Theme if theme in common)
        return SAME_THEME + _EACH_MORE_THEME * (len(common) - 1), Reason(ReasonKind.SAME_THEME, values)
    return (_NO_THEME if activity and package else 0.0), None


def _people(activity: frozenset[TargetGroup], package: frozenset[TargetGroup]) -> _Part:
    first, second = activity - _ANYONE, package - _ANYONE
    common = first & second
    if common:
        points = _SAME_FEW if common & _FEW else SAME_PEOPLE
        return points, Reason(ReasonKind.SAME_PEOPLE, tuple(group for group in TargetGroup if group in common))
    if (first and second) or _is_for_young(first, package) or _is_for_young(second, activity):
        return _OTHER_PEOPLE, None
    return (_PEOPLE_OF_ONE if second else 0.0), None


def _is_for_young(people: frozenset[TargetGroup], others: frozenset[TargetGroup]) -> bool:
    """And for nobody else, while the other one is for grown-ups."""
    return people == {TargetGroup.JONGEREN} and TargetGroup.VOLWASSENEN in others


def _level(activity: str, package: str) -> _Part:
    apart = levels_apart(activity, package)
    if apart is None:
        return 0.0, None
    return _STEPS.get(apart, _FURTHER), Reason(ReasonKind.SAME_LEVEL, (package,)) if apart == 0 else None


def _language(evidence: Evidence) -> _Part:
    activity, package = evidence.activity, evidence.package
    if package.language in evidence.about:
        return _ITS_LANGUAGE, Reason(ReasonKind.ITS_LANGUAGE, (package.language,))
    if evidence.about and Theme.TAAL in activity.themes & package.themes:
        return _NOT_ITS_LANGUAGE, None
    if package.language in {activity.language, SEVERAL}:
        return 0.0, None
    is_own = bool(activity.target_groups & package.target_groups & NEWCOMERS)
    return _OTHER_LANGUAGE, Reason(ReasonKind.OWN_LANGUAGE, (package.language,)) if is_own else None
