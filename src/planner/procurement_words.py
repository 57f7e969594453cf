"""Procurement in words: states, steps, terms and money."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from content_links.licensing.days import HOME
from content_links.procuring.reading import StepRow
from content_links.vocabulary import PackageState
from web.dates import wording
from web.i18n import Locale, Translator

CENTS: Final = 100
STATES: Final[Mapping[PackageState, str]] = {
    PackageState.NOMINATED: "Nominated",
    PackageState.APPROVED: "Approved",
    PackageState.PROCURED: "Procured",
    PackageState.AVAILABLE: "Available",
    PackageState.ENDED: "Ended",
}
_STEPS: Final[Mapping[PackageState, str]] = {
    PackageState.NOMINATED: "Back to the nominations",
    PackageState.APPROVED: "Approved",
    PackageState.PROCURED: "Procured",
    PackageState.AVAILABLE: "Available",
    PackageState.ENDED: "Ended",
}
_TURNS: Final[Mapping[str, str]] = {
    "new": "Nominated",
    "again": "Nominated again",
    "renewed": "Procured again",
    "declined": "Not now",
    "over": "Ended with the last licence",
}
_DUTCH_NUMBERS: Final = str.maketrans(",.", ".,")
_UNDECIDED: Final = (PackageState.NOMINATED, PackageState.APPROVED)
_MAKES: Final[Mapping[PackageState, str]] = {
    PackageState.NOMINATED: "Back to the nominations",
    PackageState.APPROVED: "Approve",
    PackageState.PROCURED: "Procure",
    PackageState.AVAILABLE: "Make it available now",
    PackageState.ENDED: "End it",
}


def money(cents: int, locale: Locale) -> str:
    """As in "€ 1.250" and "€ 0,45"."""
    euros, rest = divmod(cents, CENTS)
    said = f"€ {euros:,}.{rest:02}" if rest else f"€ {euros:,}"
    return said.translate(_DUTCH_NUMBERS) if locale == "nl" else said


def date_in_words(day: date, locale: Locale) -> str:
    """As in "12 januari 2027": which day of the week it is does not matter for years."""
    return f"{day.day} {wording(locale).months[day.month - 1]} {day.year}"


def term_in_words(first: date | None, last: date | None, words: Translator) -> str:
    """From when until when; empty for nothing procured."""
    if first is None:
        return ""
    begins = date_in_words(first, words.locale)
    if last is None:
        return words.gettext("from %(first)s", first=begins)
    return words.gettext("%(first)s until %(last)s", first=begins, last=date_in_words(last, words.locale))


def step_in_words(step: StepRow, words: Translator) -> str:
    """What happened, such as "Not now"."""
    return words.gettext(_TURNS[turn] if (turn := _turn(step)) else _STEPS[step.state])


def button_text(current: PackageState, wanted: PackageState, words: Translator) -> str:
    """What the committee presses to move a package."""
    if current is wanted:
        return words.gettext("Procure it again")
    if wanted is PackageState.ENDED and current in _UNDECIDED:
        return words.gettext("Not now")
    return words.gettext(_MAKES[wanted])


def steps_in_words(steps: Sequence[StepRow], words: Translator) -> list[dict[str, Any]]:
    """For the story of a package, the newest first."""
    return [
        {
            "what": step_in_words(step, words),
            "day": date_in_words(step.at.astimezone(HOME).date(), words.locale),
            "who": step.account or "",
            "reason": step.reason,
            "cost": "" if step.cost_cents is None else money(step.cost_cents, words.locale),
            "term": term_in_words(step.starts_on, step.ends_on, words),
        }
        for step in reversed(steps)
    ]


def _turn(step: StepRow) -> str:
    if step.former_state is None:
        return "new"
    if step.former_state is step.state:
        return "renewed"
    if step.state is PackageState.ENDED and step.former_state in _UNDECIDED:
        return "declined"
    if step.state is PackageState.ENDED and step.account is None and not step.reason:
        return "over"
    is_again = step.state is PackageState.NOMINATED and step.former_state is PackageState.ENDED
    return "again" if is_again else ""
