"""Who leads a session: the form in its panel."""

from typing import Final
from uuid import UUID

from litestar import Response, post
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from events.staffing.assigning import assign, assign_to_edition, unassign, unassign_from_edition
from events.staffing.belonging import names_of_people
from events.staffing.errors import UnknownFacilitator
from history.operations import operation
from identity.guarding import allow, staff_only
from planner.form_pages import mistake, status_of
from planner.session_panel import show_session
from planner.session_reading import SessionFacts, read_session
from planner.staff_choices import numbers
from planner.staff_pages import UNCACHED
from refusals import Refusal
from web.requests import AnyRequest


@post("/planner/sessions/{session:uuid}/staff", guards=[staff_only])
async def change_staff(request: AnyRequest, session: FromPath[UUID]) -> Response[bytes] | Redirect:
    """Fields: `facilitator`; `leave` to take them off; `whole` for all coming meetings of the group."""
    facts = await read_session(session)
    await allow(request, facts.organisation)
    form = await request.form()
    leaves, whole = bool(form.get("leave")), bool(form.get("whole"))
    try:
        chosen = numbers([form.get("facilitator", "")])
        names = await names_of_people(chosen, [facts.organisation])
        if not names:
            raise UnknownFacilitator(field="facilitator")
        done = await _change(request, facts, chosen[0], person=names[0], leaves=leaves, whole=whole)
    except Refusal as refusal:
        status = status_of(refusal)
        return await show_session(request, facts, errors=[mistake(request, refusal)], status_code=status)
    return Redirect(f"/planner/sessions/{session}?done={done}", status_code=303, headers=UNCACHED)


async def _change(
    request: AnyRequest, facts: SessionFacts, facilitator: int, *, person: str, leaves: bool, whole: bool
) -> UUID:
    async with operation(
        "staffing.unassign" if leaves else "staffing.assign",
        account=request.user.account_id,
        organisation=facts.organisation,
        person=person,
        session=str(facts.id),
        title=facts.called,
        when=facts.starts_at.isoformat(),
        whole=whole,
    ) as this:
        if whole:
            of_edition = unassign_from_edition if leaves else assign_to_edition
            await of_edition(edition=facts.edition, facilitator=facilitator)
        else:
            of_session = unassign if leaves else assign
            await of_session(session=facts.id, facilitator=facilitator)
    return this


ROUTES: Final[list[ControllerRouterHandler]] = [change_staff]
