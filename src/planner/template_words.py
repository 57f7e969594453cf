"""Says in the reader's language what a template gives, field by field."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from agenda.labels import FORMS, KINDS, TARGET_GROUPS, THEMES
from content_links.vocabulary import Phase
from events.staffing.words import EQUIPMENT, SKILLS
from events.templates.content import LINKS, LinkedContent, TemplateContent
from events.vocabulary import TemplateState, WsobFunction
from planner.activity_words import POLICIES
from web.dates import duration_in_words
from web.i18n import Translator

STATES: Final[Mapping[TemplateState, str]] = {
    TemplateState.DRAFT: "Draft",
    TemplateState.PUBLISHED: "Published",
    TemplateState.WITHDRAWN: "Withdrawn",
}
FUNCTIONS: Final[Mapping[WsobFunction, str]] = {
    WsobFunction.KNOWLEDGE_INFORMATION: "Knowledge and information",
    WsobFunction.DEVELOPMENT_EDUCATION: "Development and education",
    WsobFunction.READING_LITERATURE: "Reading and literature",
    WsobFunction.MEETING_DEBATE: "Meeting and debate",
    WsobFunction.ARTS_CULTURE: "Art and culture",
}
PHASES: Final[Mapping[Phase, str]] = {
    Phase.PREPARE: "Before it",
    Phase.DURING: "At the meeting",
    Phase.FOLLOW_UP: "Afterwards",
}
FIELDS: Final[Mapping[str, str]] = {
    "title": "Title",
    "summary": "In one sentence",
    "description": "What people should know",
    "kind": "Kind",
    "form": "How people take part",
    "planned_sessions": "Number of meetings",
    "session_minutes": "How long each takes",
    "capacity": "Places to take",
    "registration": "Do people sign up?",
    "waiting_list": "Waiting list",
    "reminder_days": "Reminders",
    "reminder_hours": "Reminders some hours before",
    "prepare_days": "What to prepare with",
    "follow_up_days": "Mails afterwards",
    "asks_how_it_was": "Ask how it was",
    LINKS: "Online beside it",
    "themes": "About",
    "target_groups": "For whom",
    "entry_level": "Level to begin with",
    "language": "Language code",
    "cost_cents": "Cost in euros",
    "partners": "Partners",
    "neutral_title": "What mails call it",
    "wsob_function": "Function in the library act",
    "staff_min": "How many people lead it, at least",
    "staff_max": "How many people lead it, at most",
    "skills": "What they are good at",
    "equipment": "In the room",
    "setup_minutes": "Minutes to set up",
    "clearup_minutes": "Minutes to clear away",
}
"""How each field is called, in the order in which pages show them."""

_LISTS: Final[Mapping[str, Mapping[Any, str]]] = {
    "themes": THEMES,
    "target_groups": TARGET_GROUPS,
    "skills": SKILLS,
    "equipment": EQUIPMENT,
}
_CHOICES: Final[Mapping[str, Mapping[Any, str]]] = {
    "kind": KINDS,
    "form": FORMS,
    "registration": POLICIES,
    "wsob_function": FUNCTIONS,
}
_DAYS: Final[Mapping[str, tuple[str, str]]] = {
    "reminder_days": ("%(num)s day before", "%(num)s days before"),
    "reminder_hours": ("%(num)s hour before", "%(num)s hours before"),
    "prepare_days": ("%(num)s day before", "%(num)s days before"),
    "follow_up_days": ("%(num)s day after", "%(num)s days after"),
}
_CENTS: Final = 100
Titles = Mapping[str, str]
"""The title of each e-content package by its slug."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A field in words; `lines` is empty when nothing is said."""

    field: str
    name: str
    lines: Sequence[str]


def facts_of(content: TemplateContent, words: Translator, titles: Titles, *, but: Iterable[str] = ()) -> list[Fact]:
    """What a template says about itself, without the fields that it leaves open."""
    known = (Fact(name, words.gettext(text), in_words(name, getattr(content, name), words, titles))
             for name, text in FIELDS.items() if name not in set(but))  # fmt: skip
    return [fact for fact in known if fact.lines]


def in_words(field: str, value: Any, words: Translator, titles: Titles) -> list[str]:
    """One line, or one for each paragraph or link; none for nothing."""
    if value is None or value in ("", [], ()):
        return []
    if field in _CHOICES:
        return [words.gettext(_CHOICES[field][value])]
    if field in _LISTS:
        return [", ".join(words.gettext(_LISTS[field][each]) for each in value)]
    if field in _DAYS:
        return [", ".join(words.ngettext(*_DAYS[field], each) for each in value)]
    if field == LINKS:
        return [link_in_words(each, words, titles) for each in value]
    return _PLAIN.get(field, _text)(value, words)


def link_in_words(link: LinkedContent, words: Translator, titles: Titles) -> str:
    """Such as "Before it: Klik & Tik, part 3 (7 days before): do this first"."""
    title = titles.get(link.package, link.package)
    part = words.gettext("part %(unit)s", unit=link.unit) if link.unit else ""
    lesson = words.gettext("lesson %(number)s", number=link.lesson) if link.lesson else ""
    days = words.ngettext(
        *_DAYS["reminder_days" if link.release_days < 0 else "follow_up_days"], abs(link.release_days)
    )
    timed = f"{title} ({days})" if link.release_days else title
    phase = words.gettext(PHASES[Phase(link.phase)])
    return f"{phase}: {', '.join(filter(None, [timed, part, lesson]))}" + (f". {link.note}" if link.note else "")


def _text(value: Any, words: Translator) -> list[str]:  # noqa: ARG001  one shape for all
    return [line for line in str(value).splitlines() if line.strip()]


def _length(value: int, words: Translator) -> list[str]:
    return [duration_in_words(value, words.locale)]


def _waiting(value: bool, words: Translator) -> list[str]:
    return [words.gettext("There is a waiting list when it is full") if value else words.gettext("No waiting list")]


def _asks(value: bool, words: Translator) -> list[str]:
    return [words.gettext("The mail afterwards asks how it was") if value else words.gettext("It is not asked")]


def _cost(value: int, words: Translator) -> list[str]:
    return [f"€ {value / _CENTS:.2f}"] if value else [words.gettext("Free")]


def _number(value: int, words: Translator) -> list[str]:  # noqa: ARG001  one shape for all
    return [str(value)] if value else []


def _names(value: Sequence[str], words: Translator) -> list[str]:  # noqa: ARG001  one shape for all
    return [", ".join(value)]


_PLAIN: Final[Mapping[str, Callable[[Any, Translator], list[str]]]] = {
    "session_minutes": _length,
    "waiting_list": _waiting,
    "asks_how_it_was": _asks,
    "cost_cents": _cost,
    "partners": _names,
    **dict.fromkeys(("staff_min", "staff_max", "setup_minutes", "clearup_minutes"), _number),
}
