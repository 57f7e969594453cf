"""Undoing what one has done, by the JSON API."""

from typing import Final
from uuid import UUID

from litestar import post
from litestar.params import JSONBody
from litestar.types import ControllerRouterHandler

from events.series.undoing import undo_last
from identity.guarding import route_of, staff_only
from planner.api_answers import Answer
from planner.api_bodies import Undo
from planner.reach import organisations_of
from web.requests import AnyRequest


class Undone(Answer):
    """`operation` is the undo itself, as the history shows it."""

    operation: UUID


@post("/operations/undo", guards=[staff_only], status_code=200)
async def post_undo(request: AnyRequest, data: JSONBody[Undo]) -> Undone:
    """Undo an operation of one's own, the last one unless told otherwise; who signed up is told what changes."""
    organisations = [each.id for each in await organisations_of(request.user, route_of(request))]
    undone = await undo_last(account_id=request.user.account_id, organisations=organisations, operation=data.operation)
    return Undone(operation=undone)


HANDLERS: Final[list[ControllerRouterHandler]] = [post_undo]
