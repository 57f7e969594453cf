"""Says in the reader's language which mails go when."""

from collections.abc import Sequence
from typing import Final, Protocol

from web.i18n import Translator

_BEFORE: Final = ("%(num)s day before", "%(num)s days before")
_HOURS: Final = ("%(num)s hour before", "%(num)s hours before")
_AFTER: Final = ("%(num)s day after", "%(num)s days after")


class MailPlan(Protocol):
    """What activities and templates say about their mails."""

    @property
    def reminder_days(self) -> list[int]: ...
    @property
    def reminder_hours(self) -> list[int]: ...
    @property
    def prepare_days(self) -> list[int]: ...
    @property
    def follow_up_days(self) -> list[int]: ...
    @property
    def asks_how_it_was(self) -> bool: ...


def plan_sentences(plan: MailPlan, words: Translator) -> list[str]:
    """One sentence for each kind of mail, in the order in which they go."""
    return [
        words.gettext("Right away: that somebody has a place, with the invitation for the calendar, and every change."),
        *_prepare(plan, words),
        *_reminders(plan, words),
        *_afterwards(plan, words),
        words.gettext(
            "Who has several activities in one week gets one mail about that week on Monday. That takes the place of"
            " reminders of two days or more before."
        ),
        words.gettext("Between 21 and 9 hours no such mails go, and never two about the same."),
    ]


def _prepare(plan: MailPlan, words: Translator) -> list[str]:
    when = _when(plan.prepare_days, _BEFORE, words)
    return [words.gettext("%(when)s: what to do online before. Only when that is linked.", when=when)] if when else []


def _reminders(plan: MailPlan, words: Translator) -> list[str]:
    days, hours = _when(plan.reminder_days, _BEFORE, words), _when(plan.reminder_hours, _HOURS, words)
    said = [words.gettext("%(when)s: a reminder, at nine in the morning.", when=days)] if days else []
    if hours:
        said.append(
            words.gettext(
                "%(when)s: a reminder. Is that at night or early? Then it goes at eight the evening before.", when=hours
            )
        )
    return said or [words.gettext("No reminders.")]


def _afterwards(plan: MailPlan, words: Translator) -> list[str]:
    when = _when(plan.follow_up_days, _AFTER, words)
    if not when:
        return [words.gettext("Nothing afterwards.")]
    if plan.asks_how_it_was:
        return [words.gettext("%(when)s: how was it, and what to go on with online if that is linked.", when=when)]
    return [words.gettext("%(when)s: what to go on with online. Only when that is linked.", when=when)]


def _when(offsets: Sequence[int], forms: tuple[str, str], words: Translator) -> str:
    """The earliest first: "7 days before, 1 day before"."""
    ordered = sorted(offsets, reverse=forms is not _AFTER)
    return ", ".join(words.ngettext(*forms, each) for each in ordered)
