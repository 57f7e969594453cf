"""When in the path of an activity a package belongs, if nobody says so. Pure."""

from dataclasses import dataclass

from content_links.vocabulary import PackageKind, Phase
from events.vocabulary import Form

_WITH_LESSONS = frozenset({Form.COHORT, Form.GUIDED_TRACK, Form.ONE_TO_ONE, Form.OPEN_GROUP, Form.SELF_PACED})
_WITHOUT_NAMES = frozenset({Form.WALK_IN, Form.DROP_IN})
_WORKED_ON = frozenset({PackageKind.COURSE, PackageKind.EXERCISES})
_LOOKED_AT = frozenset({PackageKind.VIDEO, PackageKind.ARTICLE, PackageKind.PODCAST})


@dataclass(frozen=True, slots=True)
class Moment:
    """A phase, and from which day on it is shown, counted from the meeting; negative is before it."""

    phase: Phase
    release_days: int


def moment_for(form: Form, kind: PackageKind, used: Phase | None = None) -> Moment:
    """As others use it, when they do. Else what people work on goes beside their lessons; what is short comes before
    a meeting that people sign up for; the rest is for afterwards.
    """
    if used is not None:
        return _moment(used)
    if form in _WITH_LESSONS and kind in _WORKED_ON:
        return _moment(Phase.DURING)
    if form not in _WITHOUT_NAMES and kind in _LOOKED_AT:
        return _moment(Phase.PREPARE)
    return _moment(Phase.FOLLOW_UP)


def _moment(phase: Phase) -> Moment:
    return Moment(phase, {Phase.PREPARE: -3, Phase.DURING: 0, Phase.FOLLOW_UP: 1}[phase])
