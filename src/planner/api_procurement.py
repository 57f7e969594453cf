"""The JSON API of procuring: libraries nominate packages, and the committee decides step by step."""

from datetime import date, datetime
from typing import Annotated, Final

from litestar import delete, get, post
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.types import ControllerRouterHandler

from content_links.procuring.nominating import nominate, withdraw_nomination
from content_links.procuring.reading import NominationRow, nomination_by_id, nominations, steps_of
from content_links.procuring.schemas import NominationDetails, StepDetails
from content_links.procuring.stepping import take_step
from content_links.queries import package_by_slug
from content_links.vocabulary import PackageState
from identity.guarding import allow, staff_only
from places.queries import organisation_by_slug
from planner.api_answers import Answer
from planner.procurement_roles import committee_of
from planner.staff_choices import PathId
from web.requests import AnyRequest

STAFF: Final = [staff_only]
Limit = Annotated[int, QueryParameter(ge=1, le=200)]
Slug = Annotated[str | None, QueryParameter(max_length=120, pattern=r"^[a-z0-9-]*$")]
Cursor = Annotated[int, QueryParameter(ge=0, le=2**31 - 1)]


class Nomination(Answer):
    """Package and organisation by slug. One that is not `is_current` is of a round that has ended."""

    id: int
    package: str
    organisation: str
    organisation_name: str
    reason: str
    at: datetime
    is_current: bool


class Nominations(Answer):
    """In order of id; `next` is the `cursor` of the part after it."""

    items: list[Nomination]
    next: str | None


class Step(Answer):
    """Without `former_state` the package was new. `cost_cents` is for the term from `starts_on` to `ends_on`."""

    id: int
    former_state: PackageState | None
    state: PackageState
    reason: str
    cost_cents: int | None
    starts_on: date | None
    ends_on: date | None
    at: datetime
    account: str | None


class Story(Answer):
    """What was decided about a package, the oldest first."""

    state: PackageState
    items: list[Step]


@get("/nominations", guards=STAFF)
async def get_nominations(
    package: Slug = None,
    organisation: Slug = None,
    limit: Limit = 50,
    cursor: Cursor = 0,
) -> Nominations:
    """What libraries nominate, of all of them: they back each other."""
    rows = await nominations(package=package, organisation=organisation, after=cursor, limit=limit + 1)
    following = str(rows[limit - 1].id) if len(rows) > limit else None
    return Nominations(items=[Nomination.model_validate(row) for row in rows[:limit]], next=following)


@post("/nominations", guards=STAFF)
async def post_nomination(request: AnyRequest, data: JSONBody[NominationDetails]) -> Nomination:
    """Nominate a package, or back those who did. What has ended is nominated again."""
    await allow(request, (await organisation_by_slug(data.organisation)).id)
    made = await nominate(details=data, account=request.user.account_id)
    return Nomination.model_validate(await nomination_by_id(made))


@delete("/nominations/{nomination:int}", guards=STAFF)
async def delete_nomination(request: AnyRequest, nomination: PathId) -> None:
    """Take a nomination back, while the committee has not decided."""
    row = await _owned(request, nomination)
    await withdraw_nomination(package=row.package, organisation=row.organisation, account=request.user.account_id)


@get("/packages/{slug:str}/steps", guards=STAFF)
async def get_steps(slug: FromPath[str]) -> Story:
    """Who decided what about a package, when and why."""
    return await _story(slug)


@post("/packages/{slug:str}/steps", guards=STAFF)
async def post_step(request: AnyRequest, slug: FromPath[str], data: JSONBody[StepDetails]) -> Story:
    """Move a package on, or back with a reason. To procure it, say its cost, its term and who may use it."""
    organisation = committee_of(request.user)
    await take_step(package=slug, step=data, account=request.user.account_id, organisation=organisation)
    return await _story(slug)


async def _story(slug: str) -> Story:
    package = await package_by_slug(slug)
    return Story(state=package.state, items=[Step.model_validate(row) for row in await steps_of(slug)])


async def _owned(request: AnyRequest, nomination: int) -> NominationRow:
    row = await nomination_by_id(nomination)
    await allow(request, row.organisation_id)
    return row


HANDLERS: Final[list[ControllerRouterHandler]] = [
    get_nominations,
    post_nomination,
    delete_nomination,
    get_steps,
    post_step,
]
