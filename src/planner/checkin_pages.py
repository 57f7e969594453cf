"""Check-in at the door, for a phone in one hand: plain forms, over which a script works without connection too."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Response, get, post
from litestar.params import FromPath, JSONBody, URLEncodedBody
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from pydantic import BaseModel, ConfigDict, Field

from events.attending import change_headcount, mark_attendance
from identity.guarding import staff_only
from planner.checkin_changes import Changes, apply_changes
from planner.checkin_reading import (
    DoorSession,
    Guest,
    as_of,
    guests_of,
    presence,
    session_at_door,
    sessions_at_door,
    state_of,
)
from planner.checkin_scanning import scan
from planner.hosting import allow_session
from planner.reach import may
from planner.staff_pages import UNCACHED, staff_page
from web.assets import assets
from web.dates import near_day_in_words
from web.headers import SECURITY_HEADERS
from web.i18n import Translator, translator_of
from web.requests import AnyRequest

PATH: Final = "/checkin"
WORKER: Final = f"{PATH}/worker.js"
DESK: Final = "GET /planner/sessions/{session}/people"
HOME_TIMEZONE: Final = "Europe/Amsterdam"
KEPT_AFTER: Final = timedelta(hours=12)
"""So long after a session its names may still be on the phone, for what was not sent yet."""
MANY: Final = 15
"""From more names on there is a field to search them."""
# Here, and only here, the camera reads codes.
_WITH_CAMERA: Final = SECURITY_HEADERS["permissions-policy"].replace("camera=()", "camera=(self)")
HEADERS: Final = {"Permissions-Policy": _WITH_CAMERA}
_Answer = Response[bytes] | Redirect


class MarkForm(BaseModel):
    registration: UUID
    present: bool


class CountForm(BaseModel):
    by: int = Field(ge=-100, le=100)


class Scan(BaseModel):
    model_config = ConfigDict(extra="forbid")

    token: str = Field(max_length=500)


@get(PATH, guards=[staff_only])
async def sessions_page(request: AnyRequest) -> Response[bytes]:
    words = translator_of(request)
    today = datetime.now(ZoneInfo(HOME_TIMEZONE)).date()
    sessions = sorted(await sessions_at_door(request.user), key=lambda each: each.starts_at)
    days = [
        {"name": near_day_in_words(day, today, words.locale), "sessions": list(group)}
        for day, group in groupby(sessions, key=lambda each: each.starts_at.date())
    ]
    return _page(request, "planner/checkin_sessions.html", {"days": days})


@get(PATH + "/{session:uuid}", guards=[staff_only])
async def session_page(request: AnyRequest, session: FromPath[UUID]) -> Response[bytes]:
    await allow_session(request, session)
    words, at_door, guests = translator_of(request), await session_at_door(session), await guests_of(session)
    context = {
        "session": at_door,
        "guests": [_row(guest, words) for guest in guests],
        "inside": inside(at_door, guests, words),
        "has_search": len(guests) > MANY,
        "as_of": as_of(),
        "forget_at": (at_door.finishes + KEPT_AFTER).isoformat(),
        "sees_desk": may(request.user, DESK) and not at_door.counts_heads_only,
    }
    return _page(request, "planner/checkin.html", context)


@post(PATH + "/{session:uuid}/mark", guards=[staff_only])
async def mark(request: AnyRequest, session: FromPath[UUID], data: URLEncodedBody[dict[str, str]]) -> _Answer:
    """One row, for browsers without our script."""
    await allow_session(request, session)
    form = MarkForm.model_validate(data)
    marks = {form.registration: presence(form.present)}
    await mark_attendance(session, marks, account=request.user.account_id)
    return _back(session, f"#guest-{form.registration}")


@post(PATH + "/{session:uuid}/count", guards=[staff_only])
async def count(request: AnyRequest, session: FromPath[UUID], data: URLEncodedBody[dict[str, str]]) -> _Answer:
    """Heads more or fewer, for browsers without our script."""
    await allow_session(request, session)
    await change_headcount(session, CountForm.model_validate(data).by)
    return _back(session, "#counter")


@post(PATH + "/{session:uuid}/changes", guards=[staff_only], status_code=200)
async def send_changes(request: AnyRequest, session: FromPath[UUID], data: JSONBody[Changes]) -> Response[Any]:
    """What a phone has kept; answers who is in by now. Without changes it only asks."""
    await allow_session(request, session)
    await apply_changes(session, data, account=request.user.account_id)
    return Response(await state_of(session), headers=UNCACHED)


@post(PATH + "/{session:uuid}/scan", guards=[staff_only], status_code=200)
async def scan_code(request: AnyRequest, session: FromPath[UUID], data: JSONBody[Scan]) -> Response[Any]:
    """Ticks who shows their code. A code for something else, or of nobody, is an answer too."""
    await allow_session(request, session)
    scanned = await scan(session, data.token, account=request.user.account_id, words=translator_of(request))
    said = {"text": scanned.text, "registration": str(scanned.registration) if scanned.registration else None}
    return Response({**said, "state": await state_of(session)}, headers=UNCACHED)


@get(WORKER)
async def worker() -> Response[bytes]:
    """The service worker, at an address that does not change; it has no say over other pages."""
    file = assets().file(assets().url("checkin-worker.js").rpartition("/")[2])
    headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": PATH}
    return Response(file.body, media_type=file.media_type, headers=headers)


def inside(session: DoorSession, guests: Sequence[Guest], words: Translator) -> dict[str, str]:
    """How many people are in: as a sentence, and with places for the numbers, which the script fills in."""
    present = sum(guest.people for guest in guests if guest.is_present)
    expected = sum(guest.people for guest in guests)
    return {
        "sentence": _inside(words, str(present), expected, str(present + session.headcount)),
        "pattern": _inside(words, "{present}", expected, "{total}"),
    }


def _inside(words: Translator, present: str, expected: int, total: str) -> str:
    if not expected:
        return words.gettext("In: %(total)s", total=total)
    message = "In: %(present)s of the %(expected)s who signed up, %(total)s in all"
    return words.gettext(message, present=present, expected=expected, total=total)


def _row(guest: Guest, words: Translator) -> dict[str, Any]:
    detail = ""
    if guest.companions:
        detail = words.gettext("with %(names)s", names=", ".join(guest.companions))
    elif guest.people > 1:
        detail = words.ngettext("%(num)d person", "%(num)d people", guest.people)
    return {"id": guest.id, "name": guest.name, "people": guest.people, "detail": detail, "present": guest.is_present}


def _page(request: AnyRequest, template: str, context: Mapping[str, Any]) -> Response[bytes]:
    return staff_page(request, template, context, headers=HEADERS)


def _back(session: UUID, fragment: str) -> Redirect:
    return Redirect(f"{PATH}/{session}{fragment}", status_code=303, headers=UNCACHED)


ROUTES: Final[Sequence[ControllerRouterHandler]] = [
    sessions_page,
    session_page,
    mark,
    count,
    send_changes,
    scan_code,
    worker,
]
