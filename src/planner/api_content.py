"""The JSON API of e-content for staff: packages, their parts, links and licences."""

from datetime import date
from typing import Annotated, Any, Final, Self

from litestar import delete, get, patch, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from litestar.types import ControllerRouterHandler
from pydantic import Field

from content_links.licensing.policy import policy_of, set_policy
from content_links.licensing.reading import LicenceRow, licence_by_id, list_licences
from content_links.licensing.schemas import Day, LicenceDetails, LicenceTerms, Seats
from content_links.licensing.writing import change_licence, create_licence
from content_links.linking import change_link, licence_warning, link_by_id, link_package, unlink_package
from content_links.packaging import add_unit, change_package, create_package
from content_links.queries import package_by_slug
from content_links.schemas import LinkChange, LinkDetails, PackageChange, PackageDetails, UnitDetails
from content_links.vocabulary import LicencePolicy
from history.operations import operation
from identity.guarding import allow, route_of, staff_only
from places.queries import organisation_by_slug
from planner.api_answers import Answer, CreatedPackage
from planner.api_bodies import Body
from planner.owners import owner_of_link
from planner.reach import organisations_of
from planner.staff_choices import PathId
from refusals import Refusal
from tabular.fields import Line
from web.i18n import translator_of
from web.requests import AnyRequest

STAFF: Final = [staff_only]
Limit = Annotated[int, QueryParameter(ge=1, le=200)]
Cursor = Annotated[int, QueryParameter(ge=0, le=2**31 - 1)]


class Warning(Answer):  # noqa: A001  what it is called in the API
    """Something that was let pass; `code` is stable, `detail` is in the language of the request."""

    code: str
    detail: str


class StaffLink(Answer):
    """A link as it was made; `warnings` say what its organisation has no licence for."""

    id: int
    package: str
    unit: int | None
    activity: str | None
    session: str | None
    template: str | None
    phase: str
    release_days: int
    required: bool
    position: int
    note: str
    lesson: int | None
    hidden: bool
    warnings: list[Warning]

    @classmethod
    async def read(cls, request: AnyRequest, link: int) -> Self:
        details, warning = await link_by_id(link), await licence_warning(link)
        warnings = [_warning(request, warning)] if warning else []
        values: dict[str, Any] = details.model_dump(mode="json")
        return cls(id=link, warnings=warnings, **values)


class Licence(Answer):
    """Both days are included; without `ends_on` it has no end, without `seats` as many people as like use it."""

    id: int
    package: str
    organisation: str
    starts_on: date
    ends_on: date | None
    seats: int | None
    seats_taken: int
    note: str

    @classmethod
    def of(cls, row: LicenceRow) -> Self:
        return cls.model_validate(row)


class Licences(Answer):
    """In order of id; `next` is the `cursor` of the part after it."""

    items: list[Licence]
    next: str | None


class LicenceChange(Body):
    """Only what is sent is changed."""

    starts_on: Day | None = None
    ends_on: Day | None = None
    seats: Seats | None = None
    note: Annotated[Line, Field(max_length=300)] = ""


class Policy(Body):
    """What happens when somebody links a package that the organisation has no licence for."""

    policy: LicencePolicy


@post("/packages", guards=STAFF)
async def post_package(data: JSONBody[PackageDetails]) -> CreatedPackage:
    """Add an e-content package. It belongs to no organisation, so a role on any of them is enough."""
    return CreatedPackage.model_validate(await create_package(details=data))


@patch("/packages/{slug:str}", guards=STAFF)
async def patch_package(request: AnyRequest, slug: FromPath[str], data: JSONBody[PackageChange]) -> CreatedPackage:
    """Change what is sent, and leave the rest."""
    await allow_package(request, slug)
    return CreatedPackage.model_validate(await change_package(slug=slug, details=data))


@post("/packages/{slug:str}/units", guards=STAFF)
async def post_unit(request: AnyRequest, slug: FromPath[str], data: JSONBody[UnitDetails]) -> UnitDetails:
    """Add a part that can be linked to by itself."""
    await allow_package(request, slug)
    await add_unit(package_slug=slug, details=data)
    return data


@post("/links", guards=STAFF)
async def post_link(request: AnyRequest, data: JSONBody[LinkDetails]) -> StaffLink:
    """Pair a package with an activity, a session or a template."""
    owner = await owner_of_link(data)
    await allow(request, owner)
    async with operation("link.create", account=request.user.account_id, organisation=owner, package=data.package):
        link = await link_package(details=data)
    return await StaffLink.read(request, link)


@patch("/links/{link:int}", guards=STAFF)
async def patch_link(request: AnyRequest, link: PathId, data: JSONBody[LinkChange]) -> StaffLink:
    """Change what is sent, and leave the rest."""
    details, owner = await _owned(request, link)
    async with operation("link.change", account=request.user.account_id, organisation=owner, package=details.package):
        await change_link(link_id=link, change=data)
    return await StaffLink.read(request, link)


@delete("/links/{link:int}", guards=STAFF)
async def delete_link(request: AnyRequest, link: PathId) -> None:
    """Take a link away. To take away what is inherited, make a hidden one nearer by."""
    details, owner = await _owned(request, link)
    async with operation("link.remove", account=request.user.account_id, organisation=owner, package=details.package):
        await unlink_package(link_id=link)


@get("/licences", guards=STAFF)
async def get_licences(
    request: AnyRequest, package: FromQuery[str | None] = None, limit: Limit = 50, cursor: Cursor = 0
) -> Licences:
    """The licences of the organisations that one works for."""
    organisations = [each.id for each in await organisations_of(request.user, route_of(request))]
    rows = await list_licences(organisations, package=package, after=cursor, limit=limit + 1)
    following = str(rows[limit - 1].id) if len(rows) > limit else None
    return Licences(items=[Licence.of(row) for row in rows[:limit]], next=following)


@get("/licences/{licence:int}", guards=STAFF)
async def get_licence(request: AnyRequest, licence: PathId) -> Licence:
    row = await licence_by_id(licence)
    await allow(request, row.organisation_id)
    return Licence.of(row)


@post("/licences", guards=STAFF)
async def post_licence(request: AnyRequest, data: JSONBody[LicenceDetails]) -> Licence:
    """Write down that an organisation, and all below it, may offer a package."""
    owner = (await organisation_by_slug(data.organisation)).id
    await allow(request, owner)
    title = (await package_by_slug(data.package)).title
    async with operation("licence.create", account=request.user.account_id, organisation=owner, package=title):
        row = await create_licence(details=data)
    return Licence.of(row)


@patch("/licences/{licence:int}", guards=STAFF)
async def patch_licence(request: AnyRequest, licence: PathId, data: JSONBody[LicenceChange]) -> Licence:
    """Renew, shorten or widen a licence."""
    row = await licence_by_id(licence)
    await allow(request, row.organisation_id)
    current = {name: getattr(row, name) for name in LicenceTerms.model_fields}
    terms = LicenceTerms(**current | data.model_dump(include=data.model_fields_set))
    account = request.user.account_id
    async with operation("licence.change", account=account, organisation=row.organisation_id, package=row.title):
        changed = await change_licence(licence=licence, terms=terms)
    return Licence.of(changed)


@get("/organisations/{slug:str}/licence-policy", guards=STAFF)
async def get_policy(request: AnyRequest, slug: FromPath[str]) -> Policy:
    """That of the organisation, or of the nearest one above it that has one."""
    organisation = await organisation_by_slug(slug)
    await allow(request, organisation.id)
    return Policy(policy=await policy_of(organisation.id))


@put("/organisations/{slug:str}/licence-policy", guards=STAFF)
async def put_policy(request: AnyRequest, slug: FromPath[str], data: JSONBody[Policy]) -> Policy:
    """Warn about links without a licence, or refuse them."""
    organisation = await organisation_by_slug(slug)
    await allow(request, organisation.id)
    async with operation("licence.policy", account=request.user.account_id, organisation=organisation.id):
        await set_policy(organisation_id=organisation.id, policy=data.policy)
    return data


async def allow_package(request: AnyRequest, slug: str) -> None:
    """Who looks after a package changes it; one that nobody looks after is for all who plan.

    :raises UnknownPackage: there is none.
    :raises NotAllowed: another organisation looks after it.
    """
    package = await package_by_slug(slug)
    if package.owner is not None:
        await allow(request, package.owner)


async def _owned(request: AnyRequest, link: int) -> tuple[LinkDetails, int]:
    details = await link_by_id(link)
    owner = await owner_of_link(details)
    await allow(request, owner)
    return details, owner


def _warning(request: AnyRequest, refusal: Refusal) -> Warning:
    return Warning(code=refusal.code, detail=translator_of(request).gettext(refusal.message_id, **refusal.details))


HANDLERS: Final[list[ControllerRouterHandler]] = [
    post_package,
    patch_package,
    post_unit,
    post_link,
    patch_link,
    delete_link,
    get_licences,
    get_licence,
    post_licence,
    patch_licence,
    get_policy,
    put_policy,
]
