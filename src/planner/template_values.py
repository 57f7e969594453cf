"""A template as a form holds it, and what somebody filled in as the operations take it."""

from typing import Any, Final

from litestar.datastructures import FormMultiDict

from events.templates.schemas import TemplateDetails
from events.vocabulary import ActivityKind, Form, RegistrationPolicy, Skill, TargetGroup, Theme
from places.vocabulary import Equipment
from planner.activity_values import CENTS, OFFSETS, cents, lines, numbers
from planner.staff_choices import ticked

_TEXTS: Final = ("title", "summary", "description", "kind", "form", "registration", "language", "entry_level")
_OR_NONE: Final = ("planned_sessions", "session_minutes", "capacity", "neutral_title", "wsob_function", "staff_max")
_NUMBERS: Final = ("setup_minutes", "clearup_minutes", "staff_min")
_YES_OR_NO: Final = ("waiting_list", "asks_how_it_was")
_LISTS: Final = {"themes": Theme, "target_groups": TargetGroup, "skills": Skill, "equipment": Equipment}

EMPTY: Final[dict[str, Any]] = {
    **dict.fromkeys((*_TEXTS, *_OR_NONE), ""),
    "kind": ActivityKind.COURSE,
    "form": Form.COHORT,
    "registration": RegistrationPolicy.REQUIRED,
    "language": "nl",
    **dict.fromkeys(_NUMBERS, 0),
    "reminder_days": "7, 1",
    "reminder_hours": "",
    "prepare_days": "3",
    "follow_up_days": "1",
    "asks_how_it_was": True,
    "partners": "",
    "cost": "",
    "waiting_list": True,
    **{name: [] for name in _LISTS},
}


def values_of(details: TemplateDetails) -> dict[str, Any]:
    return {
        **{name: getattr(details, name) for name in (*_TEXTS, *_NUMBERS, *_LISTS, *_YES_OR_NO)},
        **{name: "" if getattr(details, name) is None else getattr(details, name) for name in _OR_NONE},
        **{name: ", ".join(map(str, getattr(details, name))) for name in OFFSETS},
        "partners": "\n".join(details.partners),
        "cost": f"{details.cost_cents / CENTS:.2f}" if details.cost_cents else "",
    }


def sent_values(form: FormMultiDict) -> dict[str, Any]:
    """What a form sent, in the shape of `EMPTY`."""
    texts = {name: str(form.get(name, "")).strip() for name in EMPTY if name not in _LISTS}
    lists = {name: ticked(form, name, values) for name, values in _LISTS.items()}
    return {**texts, **lists, **{name: bool(form.get(name)) for name in _YES_OR_NO}}


def details_of(values: dict[str, Any]) -> TemplateDetails:
    """:raises ValidationError: a value cannot be used."""
    return TemplateDetails.model_validate(
        {name: values[name] for name in (*_TEXTS, *_LISTS, *_YES_OR_NO)}
        | {name: values[name] or None for name in _OR_NONE}
        | {name: values[name] or 0 for name in _NUMBERS}
        | {name: numbers(values[name]) for name in OFFSETS}
        | {"partners": lines(values["partners"]), "cost_cents": cents(values["cost"])}
    )
