"""The learning path of one person in words, with the ways to go on and to say what is done."""

from collections.abc import Iterator, Mapping
from typing import Any

from agenda.own_place import OwnPlace
from agenda.path import PathStop
from agenda.path_words import instead_words
from content_links.learning.deeds import unit_to_go_on_with
from content_links.learning.opening_links import OpenLink, open_token
from content_links.linked import LinkedPackage
from content_links.queries import UnitRow
from content_links.vocabulary import ProgressSource
from web.dates import day_in_words, period_in_words
from web.i18n import Translator


def stops(place: OwnPlace, translator: Translator) -> list[Mapping[str, Any]]:
    """For the macro `learning_path`."""
    return [_stop(stop, place, translator) for stop in place.path]


def _stop(stop: PathStop, place: OwnPlace, translator: Translator) -> Mapping[str, Any]:
    if stop.meeting is not None:
        when = period_in_words(stop.meeting.starts_at, stop.meeting.ends_at, translator.locale)
        details = {"where": stop.meeting.place, "detail": stop.meeting.title}
        return {"phase": "meeting", "state": stop.state.value, "title": when, **details}
    package = stop.package
    if package is None:
        raise ValueError("a stop is a meeting or a package")
    opens = (
        translator.gettext("From %(day)s", day=day_in_words(stop.opens_on, translator.locale)) if stop.opens_on else ""
    )
    return {
        "phase": package.phase.value,
        "state": stop.state.value,
        "title": package.said,
        "when": opens,
        "detail": " · ".join(_details(package, place, translator)),
        **steps_online(package, place, translator),
    }


def _details(package: LinkedPackage, place: OwnPlace, words: Translator) -> Iterator[str]:
    if place.deeds.is_done(package.package_id, package.unit_id):
        return
    if package.required:
        yield words.gettext("Belongs to the programme")
    if package.instead_of:
        yield instead_words(package, words)
    if part := _part(package, place):
        units = place.units[package.package_id]
        yield words.gettext(
            "Part %(part)s of %(parts)s: %(title)s", part=part.position, parts=len(units), title=part.title
        )
    elif package.note or package.summary:
        yield package.note or package.summary


def steps_online(package: LinkedPackage, place: OwnPlace, words: Translator) -> Mapping[str, Any]:
    """How to open it and to say that it is done, or is not: the addresses and what stands on the buttons."""
    part, deeds = _part(package, place), place.deeds
    unit = part.id if part else package.unit_id
    token = open_token(
        OpenLink(registration=place.signup.id, package=package.package_id, unit=unit, from_mail=place.from_mail)
    )
    is_done = deeds.is_done(package.package_id, package.unit_id)
    deed = deeds.of_key(package.package_id, unit)
    said = words.gettext("This part is done") if part and not is_done else words.gettext("I have done this")
    return {
        "href": f"/open/{token}",
        "done_at": f"/open/{token}/done",
        "change": "" if not is_done else "undo" if deed.source is ProgressSource.LEARNER else None,
        "button": words.gettext("Not done after all") if is_done else said,
        "is_begun": not is_done and deeds.is_opened(package.package_id, package.unit_id),
    }


def _part(package: LinkedPackage, place: OwnPlace) -> UnitRow | None:
    """The unit that a package goes on with; when all are done the last, which can be taken back."""
    units = place.units.get(package.package_id, ())
    if package.unit_id is not None or place.deeds.of_key(package.package_id).completed_at:
        return None
    return unit_to_go_on_with(units, place.deeds, package.package_id) or next(reversed(units), None)
