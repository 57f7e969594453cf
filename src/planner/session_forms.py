"""Moving, changing and calling off: forms, and what the drags of the board send to them."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from pydantic import ValidationError

from database.transaction import fetch_value
from events.series.changing import Scope
from history.operations import operation
from identity.guarding import allow, staff_only
from planner.form_pages import Form
from planner.form_results import Shown, refused
from planner.place_options import place_options
from planner.previews import preview_of, seal
from planner.reach import organisations_of
from planner.session_changes import CancelForm, ChangeForm, cancel, change, change_of
from planner.session_reading import SessionFacts, read_session
from planner.staff_pages import UNCACHED, staff_page
from refusals import Refusal
from web.dates import period_in_words
from web.i18n import translator_of
from web.requests import AnyRequest

_Answer = Response[bytes] | Redirect
_FIRST_DAY: Final = """
SELECT min(starts_at AT TIME ZONE $2)::date FROM session
WHERE rule = $1 AND starts_at > now() AND state = 'scheduled' AND NOT edited
"""
_ORGANISATION_OF_PLACE: Final = "SELECT organisation FROM location WHERE id = $1"


@get("/planner/sessions/{session:uuid}/move", guards=[staff_only])
async def change_form(request: AnyRequest, session: FromPath[UUID]) -> _Answer:
    """What the address says is filled in already, as after a drag of something that many would notice."""
    facts = await _allowed(request, session)
    asked = {name: value for name, value in request.query_params.items() if name in ChangeForm.of(facts)}
    return await _show_change(request, facts, Shown({**ChangeForm.of(facts), **asked}))


@post("/planner/sessions/{session:uuid}/move", guards=[staff_only])
async def change_session(request: AnyRequest, session: FromPath[UUID], data: URLEncodedBody[Form]) -> _Answer:
    facts = await _allowed(request, session)
    values = {**ChangeForm.of(facts), "outside_hours": "", **data}
    try:
        form = ChangeForm.model_validate(data)
        await _allow_place(request, form.location)
        seen = seal(form.scope, change_of(facts, form), form.outside_hours)
        if _asks(facts, form, seen):
            preview = await preview_of(lambda: change(facts, form), request, seen=seen)
            return await _show_change(request, facts, Shown(values, preview=preview))
        when = (await _first_start(facts, form)).isoformat()
        done = await _do(request, facts, _action(facts, form), lambda: change(facts, form), when=when)
    except (ValidationError, Refusal) as error:
        return await _show_change(request, facts, await refused(request, values, error, timezone=facts.timezone))
    return _to_session(facts, done)


@get("/planner/sessions/{session:uuid}/cancel", guards=[staff_only])
async def cancel_form(request: AnyRequest, session: FromPath[UUID]) -> _Answer:
    facts = await _allowed(request, session)
    return _show_cancel(request, facts, Shown({"scope": Scope.THIS, "version": facts.version, "reason": ""}))


@post("/planner/sessions/{session:uuid}/cancel", guards=[staff_only])
async def cancel_session(request: AnyRequest, session: FromPath[UUID], data: URLEncodedBody[Form]) -> _Answer:
    facts = await _allowed(request, session)
    values = {"scope": Scope.THIS, "reason": "", "version": facts.version, **data}
    try:
        form = CancelForm.model_validate(data)
        seen = seal(form.scope)
        if _asks(facts, form, seen):
            preview = await preview_of(lambda: cancel(facts, form), request, seen=seen)
            return _show_cancel(request, facts, Shown(values, preview=preview))
        action = "session.cancel" if form.scope is Scope.THIS else "series.cancel"
        done = await _do(request, facts, action, lambda: cancel(facts, form))
    except (ValidationError, Refusal) as error:
        return _show_cancel(request, facts, await refused(request, values, error, timezone=facts.timezone))
    return _to_session(facts, done)


async def _allowed(request: AnyRequest, session: UUID) -> SessionFacts:
    facts = await read_session(session)
    await allow(request, facts.organisation)
    return facts


async def _allow_place(request: AnyRequest, location: int) -> None:
    organisation = await fetch_value(_ORGANISATION_OF_PLACE, location)
    if organisation is not None:
        await allow(request, organisation)


def _asks(facts: SessionFacts, form: ChangeForm | CancelForm, seen: str) -> bool:
    """What people notice, or what is more than one meeting, is shown before it is done; and again if it is another."""
    is_sure = form.sure and form.seen in {"", seen}
    return not is_sure and (form.scope is not Scope.THIS or facts.coming + facts.waiting > 0)


def _action(facts: SessionFacts, form: ChangeForm) -> str:
    what = "move" if change_of(facts, form).moves else "change"
    return f"session.{what}" if form.scope is Scope.THIS else f"series.{what}"


async def _first_start(facts: SessionFacts, form: ChangeForm) -> datetime:
    """When the first of the meetings will be; wall-clock time of the place."""
    if form.scope is not Scope.ALL or facts.rule is None:
        return form.starts
    first = await fetch_value(_FIRST_DAY, facts.rule, facts.timezone)
    return form.starts + (first - facts.day) if first else form.starts


async def _do(
    request: AnyRequest, facts: SessionFacts, action: str, act: Callable[[], Awaitable[object]], **details: Any
) -> UUID:
    known = {"session": str(facts.id), "title": facts.called, **details}
    async with operation(action, account=request.user.account_id, organisation=facts.organisation, **known) as this:
        await act()
    return this


def _to_session(facts: SessionFacts, done: UUID) -> Redirect:
    return Redirect(f"/planner/sessions/{facts.id}?done={done}", status_code=303, headers=UNCACHED)


async def _show_change(request: AnyRequest, facts: SessionFacts, shown: Shown) -> Response[bytes]:
    organisations = await organisations_of(request.user, "POST /planner/sessions/{session}/move")
    context = {
        **_around(request, facts, shown),
        "places": await place_options(organisations, translator_of(request)),
        "asks_outside_hours": bool(shown.values["outside_hours"]) or "outside_hours" in shown.error_of,
    }
    return staff_page(request, "planner/session_change.html", context, status_code=shown.status)


def _show_cancel(request: AnyRequest, facts: SessionFacts, shown: Shown) -> Response[bytes]:
    return staff_page(request, "planner/session_cancel.html", _around(request, facts, shown), status_code=shown.status)


def _around(request: AnyRequest, facts: SessionFacts, shown: Shown) -> dict[str, Any]:
    words = translator_of(request)
    return {
        "session": facts,
        "when": period_in_words(facts.starts_at, facts.ends_at, words.locale),
        "filled": shown,
        "values": shown.values,
        "error_of": shown.error_of,
        "scopes": _scopes(facts, shown, request),
    }


def _scopes(facts: SessionFacts, shown: Shown, request: AnyRequest) -> list[dict[str, Any]]:
    """Nothing for a session that stands by itself."""
    if facts.rule is None or facts.in_series <= 1:
        return []
    words = translator_of(request)
    texts = {
        Scope.THIS: words.gettext("Only this meeting"),
        Scope.FOLLOWING: words.gettext("This one and all after it"),
        Scope.ALL: words.gettext("The whole series, as far as it is still to come"),
    }
    return [
        {"value": scope.value, "label": text, "chosen": shown.values["scope"] == scope} for scope, text in texts.items()
    ]


ROUTES: Final[Sequence[ControllerRouterHandler]] = [change_form, change_session, cancel_form, cancel_session]
