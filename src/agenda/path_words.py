"""The learning path in the reader's words, as the macros `learning_path` and `short_path` take it."""

from collections.abc import Iterable
from typing import Any

from agenda import labels
from agenda.path import PathMeeting, PathStop
from content_links.linked import LinkedPackage
from web.dates import day_in_words, duration_in_words, times_in_words
from web.i18n import Translator


def path_words(stops: Iterable[PathStop], words: Translator) -> list[dict[str, Any]]:
    """One for each stop, in the same order."""
    return [_stop(stop, words) for stop in stops]


def _stop(stop: PathStop, words: Translator) -> dict[str, Any]:
    if stop.meeting is not None:
        return {"phase": "meeting", "state": stop.state.value, **_meeting(stop.meeting, words)}
    assert stop.package is not None  # noqa: S101  a stop is one or the other
    return {"phase": stop.package.phase.value, "state": stop.state.value, **_package(stop, stop.package, words)}


def _meeting(meeting: PathMeeting, words: Translator) -> dict[str, Any]:
    return {
        "title": day_in_words(meeting.starts_at.date(), words.locale),
        "when": times_in_words(meeting.starts_at.time(), meeting.ends_at.time(), words.locale),
        "where": meeting.place,
        "detail": meeting.title,
    }


def _package(stop: PathStop, package: LinkedPackage, words: Translator) -> dict[str, Any]:
    opens_on = stop.opens_on
    return {
        "title": package.said,
        "href": f"/learn/{package.slug}",
        "when": words.gettext("From %(day)s", day=day_in_words(opens_on, words.locale)) if opens_on else "",
        "detail": _detail(package, words),
    }


def _detail(package: LinkedPackage, words: Translator) -> str:
    said = package.note or _effort(package, words)
    return f"{instead_words(package, words)} · {said}" if package.instead_of else said


def instead_words(package: LinkedPackage, words: Translator) -> str:
    """What it stands in the place of."""
    return words.gettext("Instead of %(title)s, which has stopped", title=package.instead_of)


def _effort(package: LinkedPackage, words: Translator) -> str:
    """As in "Online cursus, 1 uur, met je bibliotheekpas"."""
    parts = [words.gettext(labels.PACKAGE_KINDS[package.kind])]
    if package.duration_minutes:
        parts.append(duration_in_words(package.duration_minutes, words.locale))
    parts.append(words.gettext(labels.ACCESS[package.access]))
    return " · ".join(parts)
