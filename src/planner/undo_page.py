"""Undoing what somebody has just done."""

import json
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from database.transaction import fetch_row, fetch_value
from events.series.undoing import undo_last
from history.errors import UnknownOperation
from identity.guarding import allow, staff_only
from planner.form_pages import mistake, status_of
from planner.operation_words import what_was_done
from planner.staff_pages import UNCACHED, staff_page
from refusals import Conflict, Refusal
from web.i18n import translator_of
from web.requests import AnyRequest

_OPERATION: Final = "SELECT organisation, details FROM operation WHERE id = $1 AND account = $2"
_IS_THERE: Final = "SELECT EXISTS (SELECT FROM session WHERE id = $1)"


@get("/planner/operations/{operation:uuid}", guards=[staff_only])
async def operation_page(request: AnyRequest, operation: FromPath[UUID]) -> Response[bytes]:
    """What was done, when there is nothing else left to show of it."""
    await _own(request, operation)
    return await _show(request, operation)


@post("/planner/operations/{operation:uuid}/undo", guards=[staff_only])
async def undo(request: AnyRequest, operation: FromPath[UUID]) -> Response[bytes] | Redirect:
    row = await _own(request, operation)
    if row["organisation"] is not None:
        await allow(request, row["organisation"])
    try:
        undone = await undo_last(account_id=request.user.account_id, operation=operation)
    except Conflict as refusal:
        return await _show(request, operation, refusal)
    return Redirect(await _back(row, undone), status_code=303, headers=UNCACHED)


async def _own(request: AnyRequest, operation: UUID) -> Any:
    """:raises UnknownOperation: it is not of this person."""
    row = await fetch_row(_OPERATION, operation, request.user.account_id)
    if row is None:
        raise UnknownOperation
    return row


async def _back(row: Any, undone: UUID) -> str:
    """To the session that it was about, when that is still there."""
    session = json.loads(row["details"]).get("session")
    if session and await fetch_value(_IS_THERE, UUID(session)):
        return f"/planner/sessions/{session}?done={undone}"
    return f"/planner/operations/{undone}"


async def _show(request: AnyRequest, operation: UUID, refusal: Refusal | None = None) -> Response[bytes]:
    context = {
        "done": await what_was_done(operation, request.user.account_id, translator_of(request)),
        "errors": [mistake(request, refusal)] if refusal else [],
    }
    status = status_of(refusal) if refusal else 200
    return staff_page(request, "planner/undone.html", context, status_code=status)


ROUTES: Final[list[ControllerRouterHandler]] = [operation_page, undo]
