"""The learning path of one person in words, with the ways to go on and to say what is done."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from agenda.own_place import OwnPlace
from agenda.path import PathStop
from agenda.path_words import instead_words
from content_links.learning.deeds import Deeds, unit_to_go_on_with
from content_links.learning.opening_links import OpenLink, open_token
from content_links.linked import LinkedPackage
from content_links.queries import UnitRow
from content_links.vocabulary import ProgressSource
from web.dates import day_in_words, period_in_words
from web.i18n import Translator


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link opens, with the units that can be opened of its package, in order."""

    link: OpenLink
    units: Sequence[UnitRow]

    def part(self, deeds: Deeds) -> UnitRow | None:
        """The unit that a package goes on with; when all are done the last, which can be taken back."""
        package = self.link.package
        if self.link.unit is not None or deeds.of_key(package).completed_at:
            return None
        return unit_to_go_on_with(self.units, deeds, package) or next(reversed(self.units), None)

    def part_words(self, deeds: Deeds, words: Translator) -> str:
        """As in "Part 2 of 5: Send a mail"; "" without parts."""
        part = self.part(deeds)
        if part is None:
            return ""
        told = {"part": self.units.index(part) + 1, "parts": len(self.units), "title": part.title}
        return words.gettext("Part %(part)s of %(parts)s: %(title)s", **told)


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
    opened = Opened(_link(package, place), place.units.get(package.package_id, ()))
    opens = (
        translator.gettext("From %(day)s", day=day_in_words(stop.opens_on, translator.locale)) if stop.opens_on else ""
    )
    return {
        "phase": package.phase.value,
        "state": stop.state.value,
        "title": package.said,
        "when": opens,
        "detail": " · ".join(_details(package, opened, place.deeds, translator)),
        **steps_online(opened, place.deeds, translator),
    }


def _details(package: LinkedPackage, opened: Opened, deeds: Deeds, words: Translator) -> Iterator[str]:
    if deeds.is_done(package.package_id, package.unit_id):
        return
    if package.required:
        yield words.gettext("Belongs to the programme")
    if package.instead_of:
        yield instead_words(package, words)
    if said := opened.part_words(deeds, words) or package.note or package.summary:
        yield said


def steps_online(opened: Opened, deeds: Deeds, words: Translator) -> Mapping[str, Any]:
    """How to open it and to say that it is done, or is not: the addresses and what stands on the button."""
    link = opened.link
    part = opened.part(deeds)
    unit = part.id if part else link.unit
    token = open_token(replace(link, unit=unit))
    is_done = deeds.is_done(link.package, link.unit)
    is_own_word = deeds.of_key(link.package, unit).source is ProgressSource.LEARNER
    said = words.gettext("This part is done") if part else words.gettext("I have done this")
    return {
        "href": f"/open/{token}",
        "done_at": f"/open/{token}/done",
        "change": "" if not is_done else "undo" if is_own_word else None,
        "button": words.gettext("Not done after all") if is_done else said,
        "is_begun": not is_done and deeds.is_opened(link.package, link.unit),
    }


def _link(package: LinkedPackage, place: OwnPlace) -> OpenLink:
    return OpenLink(
        registration=place.signup.id, package=package.package_id, unit=package.unit_id, from_mail=place.from_mail
    )
