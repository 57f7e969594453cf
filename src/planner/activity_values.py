"""An activity as a form holds it, and what somebody filled in as the operations take it."""

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from litestar.datastructures import FormMultiDict

from events.reading_activities import ActivityRow
from events.schemas import ActivityDetails
from events.vocabulary import ActivityKind, Form, RegistrationPolicy, Skill, TargetGroup, Theme
from places.vocabulary import Equipment
from planner.staff_choices import ticked

KEY_LENGTH: Final = 80
OFFSETS: Final = ("reminder_days", "reminder_hours", "prepare_days", "follow_up_days")
"""When mails go, as many numbers in one field."""
CENTS: Final = 100

EMPTY: Final[dict[str, Any]] = {
    "title": "",
    "summary": "",
    "description": "",
    "kind": ActivityKind.COURSE,
    "form": Form.SINGLE,
    "registration": RegistrationPolicy.REQUIRED,
    "registration_url": "",
    "themes": [],
    "target_groups": [],
    "language": "nl",
    "entry_level": "",
    "partners": "",
    "aliases": "",
    "programme": "",
    "waiting_list": True,
    "cost": "",
    "neutral_title": "",
    "reminder_days": "7, 1",
    "reminder_hours": "",
    "prepare_days": "3",
    "follow_up_days": "1",
    "asks_how_it_was": True,
    "setup_minutes": "0",
    "clearup_minutes": "0",
    "staff_min": "0",
    "staff_max": "",
    "skills": [],
    "equipment": [],
}


def values_of(row: ActivityRow, programme: str) -> dict[str, Any]:
    """:param programme: its slug, or empty."""
    return {
        **{name: getattr(row, name) for name in EMPTY if hasattr(row, name)},
        "registration_url": row.registration_url or "",
        "neutral_title": row.neutral_title or "",
        "partners": "\n".join(row.partners),
        "aliases": "\n".join(row.former_names),
        "programme": programme,
        "cost": f"{row.cost_cents / CENTS:.2f}" if row.cost_cents else "",
        **{name: ", ".join(map(str, getattr(row, name))) for name in OFFSETS},
        "staff_max": "" if row.staff_max is None else row.staff_max,
    }


def sent_values(form: FormMultiDict) -> dict[str, Any]:
    """What a form sent, in the shape of `EMPTY`."""
    texts = {
        name: str(form.get(name, "")).strip() for name, usual in EMPTY.items() if not isinstance(usual, list | bool)
    }
    lists = {name: ticked(form, name, known) for name, known in _TICKED.items()}
    return {**texts, **lists, **{name: bool(form.get(name)) for name in _YES_OR_NO}}


def details_of(values: dict[str, Any], *, key: str | None = None) -> ActivityDetails:
    """:param key: what the activity is called within its organisation; without one it follows from the title.
    :raises ValidationError: a value cannot be used.
    """
    given = {name: values[name] for name in EMPTY if name not in {"aliases", "cost", *_LISTS, *_OR_NONE, *_OR_ZERO}}
    return ActivityDetails.model_validate(
        given
        | {name: values[name] or None for name in _OR_NONE}
        | {name: values[name] or "0" for name in _OR_ZERO}
        | {name: numbers(values[name]) for name in OFFSETS}
        | {"partners": lines(values["partners"]), "cost_cents": cents(values["cost"])}
        | {"key": key or key_of(values["title"])}
    )


_LISTS: Final = ("partners", *OFFSETS)
_YES_OR_NO: Final = ("waiting_list", "asks_how_it_was")
_OR_NONE: Final = ("programme", "registration_url", "neutral_title", "staff_max")
_OR_ZERO: Final = ("setup_minutes", "clearup_minutes", "staff_min")
_TICKED: Final[Mapping[str, type[StrEnum]]] = {
    "themes": Theme,
    "target_groups": TargetGroup,
    "skills": Skill,
    "equipment": Equipment,
}


def key_of(title: str) -> str:
    """A slug of a title: "Klik & Tik" is klik-tik."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:KEY_LENGTH].strip("-")


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def cents(text: str) -> object:
    """12,50 as 1250; what is no amount stays as it is, for the schema to refuse."""
    if not text:
        return 0
    match = re.fullmatch(r"(\d{1,6})(?:[.,](\d{2}))?", text)
    return int(match[1]) * CENTS + int(match[2] or 0) if match else text


def numbers(text: str) -> list[str]:
    return [part for part in re.split(r"[,\s]+", text) if part]
