"""Who signed up for a session or a group, for the desk: with how to reach them, and the waiting list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from events.forms import desk_target_of
from events.offering import steps_of
from events.vocabulary import RegistrationState, RegistrationTarget
from identity.guarding import allow, staff_only
from planner.desk_reading import (
    DeskPerson,
    DeskTarget,
    edition_at_desk,
    names_of_staff,
    people_at,
    person_at_desk,
    session_at_desk,
)
from planner.desk_words import ANSWERS, STATES, moment_in_words, story
from planner.staff_pages import staff_page
from web.dates import period_in_words
from web.i18n import Translator, translator_of
from web.requests import AnyRequest
from web.validation import FieldError

_Answer = Response[bytes] | Redirect
_GROUPS: Final[Sequence[tuple[str, frozenset[RegistrationState]]]] = (
    (
        "Have a place",
        frozenset({RegistrationState.CONFIRMED, RegistrationState.ATTENDED, RegistrationState.NO_SHOW}),
    ),
    ("Are offered a place", frozenset({RegistrationState.OFFERED})),
    ("Wait, in order of arrival", frozenset({RegistrationState.WAITING})),
    ("Do not come (any more)", frozenset({RegistrationState.CANCELLED, RegistrationState.FINISHED})),
)
DONE: Final[Mapping[str, str]] = {
    "registered": "%(name)s has a place.",
    "waiting": "%(name)s is on the waiting list.",
    "cancelled": "%(name)s is taken off the list.",
    "confirmed": "%(name)s has a place.",
    "offered": "The place is offered to %(name)s, and kept for a while.",
    "changed": "Changed.",
    "intake": "The intake is written down.",
    "seats": "The number of places is changed.",
}
"""What a form has done, by the word that comes with the address."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A form that was refused: what was filled in, what is wrong, and who is in the way of fewer places."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Sequence[FieldError] = ()
    people: Sequence[Mapping[str, Any]] = ()
    status: int = 200

    @property
    def error_of(self) -> dict[str, str]:
        return {error.field: error.text for error in self.errors}


@get("/planner/sessions/{session:uuid}/people", guards=[staff_only])
async def people_of_session(request: AnyRequest, session: FromPath[UUID]) -> _Answer:
    """Where people sign up for the group, that of the group."""
    target = await session_at_desk(session)
    await allow(request, target.organisation)
    if desk_target_of(target.form) is RegistrationTarget.EDITION:
        return Redirect(f"/planner/editions/{target.edition}/people", status_code=303)
    return await show_people(request, target)


@get("/planner/editions/{edition:uuid}/people", guards=[staff_only])
async def people_of_edition(request: AnyRequest, edition: FromPath[UUID]) -> _Answer:
    target = await edition_at_desk(edition)
    await allow(request, target.organisation)
    return await show_people(request, target)


@get("/planner/registrations/{registration:uuid}", guards=[staff_only])
async def person_page(request: AnyRequest, registration: FromPath[UUID]) -> _Answer:
    person, target = await person_at_desk(registration)
    await allow(request, target.organisation)
    return await show_person(request, person, target)


async def show_people(request: AnyRequest, target: DeskTarget, filled: Filled | None = None) -> Response[bytes]:
    words, people, filled = translator_of(request), await people_at(target), filled or Filled()
    groups = [
        {"title": title, "people": [_row(each, target, words) for each in people if each.state in states]}
        for title, states in _GROUPS
    ]
    context = {
        **_around(request, target, words, filled),
        "groups": [group for group in groups if group["people"]],
        "to_call": [each.name for each in people if each.state is RegistrationState.WAITING and not each.email],
    }
    return staff_page(request, "planner/desk.html", context, status_code=filled.status)


async def show_person(
    request: AnyRequest, person: DeskPerson, target: DeskTarget, filled: Filled | None = None
) -> Response[bytes]:
    words, filled = translator_of(request), filled or Filled()
    steps = await steps_of(person.id)
    staff = await names_of_staff(sorted({step.account for step in steps if step.account is not None}))
    context = {
        **_around(request, target, words, filled, person.name),
        "person": _row(person, target, words),
        "state": person.state.value,
        "story": story(steps, staff, target.timezone, words),
        "intake_day": _day(person.intake_at, target.timezone),
        "planned_meetings": person.planned_meetings or "",
        "attended": person.attended,
    }
    return staff_page(request, "planner/desk_person.html", context, status_code=filled.status)


def _around(
    request: AnyRequest, target: DeskTarget, words: Translator, filled: Filled, name: str = ""
) -> dict[str, Any]:
    return {
        "target": target,
        "when": _when(target, words),
        "seats": _seats(target, words),
        "values": filled.values,
        "errors": list(filled.errors),
        "error_of": filled.error_of,
        "in_the_way": filled.people,
        "done": "" if filled.errors else _done(request, name, words),
    }


def _done(request: AnyRequest, name: str, words: Translator) -> str:
    done = DONE.get(request.query_params.get("done", ""), "")
    return words.gettext(done, name=name) if done else ""


def _when(target: DeskTarget, words: Translator) -> str:
    if target.starts_at is None or target.ends_at is None:
        return ""
    when = period_in_words(target.starts_at, target.ends_at, words.locale)
    return when if target.is_session else words.gettext("First meeting: %(when)s", when=when)


def _seats(target: DeskTarget, words: Translator) -> str:
    if target.capacity is None:
        return words.ngettext("%(num)d place taken", "%(num)d places taken", target.seats_taken)
    taken = words.gettext("%(taken)s of %(capacity)s places taken", taken=target.seats_taken, capacity=target.capacity)
    if not target.desk_seats:
        return taken
    kept = words.ngettext(
        "%(num)d place is only for the desk", "%(num)d places are only for the desk", target.desk_seats
    )
    return f"{taken}, {kept}"


def _row(person: DeskPerson, target: DeskTarget, words: Translator) -> dict[str, Any]:
    until = person.offer_expires_at
    return {
        "id": person.id,
        "name": person.name,
        "state": words.gettext(STATES[person.state]),
        "answered": words.gettext(ANSWERS[person.participation]) if person.participation else "",
        "contact": [each for each in (person.phone, person.email) if each],
        "mail_bounced": person.mail_bounced,
        "party_size": person.party_size,
        "companions": ", ".join(person.companions),
        "note": person.note,
        "signed_up": moment_in_words(person.created_at, target.timezone, words),
        "kept_until": moment_in_words(until, target.timezone, words) if until else "",
        "meetings": f"{person.attended}/{person.planned_meetings}" if person.planned_meetings else "",
    }


def _day(moment: datetime | None, timezone: str) -> str:
    return moment.astimezone(ZoneInfo(timezone)).date().isoformat() if moment else ""


ROUTES: Final[Sequence[ControllerRouterHandler]] = [people_of_session, people_of_edition, person_page]
