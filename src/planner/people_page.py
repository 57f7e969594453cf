"""The accounts of an organisation: inviting people, what they may do, and closing their account."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from litestar import Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from pydantic import ValidationError

from history.operations import operation
from identity.errors import NotAllowed
from identity.guarding import allow, route_of, staff_only
from identity.hosting import places_of
from identity.links import newest_link, token_of
from identity.people import (
    Person,
    invite,
    invite_again,
    people_of,
    person_of,
    rename,
    reset_second_factor,
    roles_given_by,
    set_active,
    set_places,
    set_roles,
)
from identity.roles import Role
from places.queries import locations_of_organisation, organisation_by_slug
from planner.form_pages import mistake, status_of
from planner.reach import Reachable, organisations_of
from planner.role_words import EXPLAINED, ROLES
from planner.staff_pages import staff_page
from refusals import Refusal
from settings import get_settings
from web.i18n import locale_of, translator_of
from web.requests import AnyRequest
from web.validation import FieldError, field_errors

PEOPLE: Final = "/planner/people"
STAFF: Final = [staff_only]
_Answer = Response[bytes] | Redirect


@get(PEOPLE, guards=STAFF)
async def show_people(request: AnyRequest) -> _Answer:
    return await _show_people(request, await _organisation(request))


@post(PEOPLE, guards=STAFF)
async def invite_person(request: AnyRequest) -> _Answer:
    """Somebody who has an account already gets the role, and no mail."""
    organisation, form = await _organisation(request), await request.form()
    values = {name: str(form.get(name, "")).strip() for name in ("email", "name")}
    roles = _roles(form)
    try:
        async with operation(
            "account.invite",
            account=request.user.account_id,
            organisation=organisation.id,
            person=values["email"],
            roles=sorted(roles),
        ):
            account_id = await invite(
                request.user, **values, roles=roles, organisation_id=organisation.id, locale=locale_of(request)
            )
    except ValidationError as error:
        email = [FieldError("email", each.code, each.text) for each in field_errors(error, translator_of(request))]
        return await _show_people(request, organisation, values, errors=email, status=400)
    except Refusal as refusal:
        return await _show_people(
            request, organisation, values, errors=[mistake(request, refusal)], status=status_of(refusal)
        )
    return _to(account_id, organisation, "invited")


@get(PEOPLE + "/{account:int}", guards=STAFF)
async def show_person(request: AnyRequest, account: FromPath[int]) -> _Answer:
    return await _show_person(request, account, await _organisation(request))


@post(PEOPLE + "/{account:int}", guards=STAFF)
async def change_person(request: AnyRequest, account: FromPath[int]) -> _Answer:
    organisation, form = await _organisation(request), await request.form()
    roles, places = _roles(form), [int(place) for place in form.getall("places", []) if str(place).isdecimal()]

    async def change(person: Person) -> None:
        await set_roles(request.user, person.id, organisation.id, roles)
        await set_places(person.id, organisation.id, places if Role.HOST in roles else [])
        await rename(person.id, str(form.get("name", person.name)))

    answer = await _do(request, account, organisation, "account.change", change)
    has_left = not roles and isinstance(answer, Redirect)
    return Redirect(f"{PEOPLE}?organisation={organisation.slug}", status_code=303) if has_left else answer


@post(PEOPLE + "/{account:int}/close", guards=STAFF)
async def close_person(request: AnyRequest, account: FromPath[int]) -> _Answer:
    return await _set_active(request, account, active=False)


@post(PEOPLE + "/{account:int}/open", guards=STAFF)
async def open_person(request: AnyRequest, account: FromPath[int]) -> _Answer:
    return await _set_active(request, account, active=True)


@post(PEOPLE + "/{account:int}/second-factor", guards=STAFF)
async def reset_person(request: AnyRequest, account: FromPath[int]) -> _Answer:
    """For who lost their phone and their recovery codes."""

    async def reset(person: Person) -> None:
        await reset_second_factor(request.user, person.id)

    return await _do(request, account, await _organisation(request), "account.second_factor_reset", reset)


@post(PEOPLE + "/{account:int}/invite", guards=STAFF)
async def invite_person_again(request: AnyRequest, account: FromPath[int]) -> _Answer:
    async def again(person: Person) -> None:
        await invite_again(request.user, person.id, locale=locale_of(request))

    return await _do(request, account, await _organisation(request), "account.invite_again", again)


async def _set_active(request: AnyRequest, account: int, *, active: bool) -> _Answer:
    async def change(person: Person) -> None:
        await set_active(request.user, person.id, active=active)

    action = "account.open" if active else "account.close"
    return await _do(request, account, await _organisation(request), action, change)


async def _do(
    request: AnyRequest,
    account: int,
    organisation: Reachable,
    action: str,
    change: Callable[[Person], Awaitable[None]],
) -> _Answer:
    """One operation on somebody who works at the organisation, and back to their page."""
    person = await person_of(account, organisation.id)
    actor = request.user.account_id
    try:
        async with operation(action, account=actor, organisation=organisation.id, person=person.called):
            await change(person)
    except Refusal as refusal:
        return await _show_person(
            request, account, organisation, errors=[mistake(request, refusal)], status=status_of(refusal)
        )
    return _to(account, organisation, action.partition(".")[2])


async def _organisation(request: AnyRequest) -> Reachable:
    """The one that the address names, or the first of those that somebody manages.

    Raises UnknownOrganisation, NotAllowed.
    """
    slug = request.query_params.get("organisation")
    if slug:
        row = await organisation_by_slug(slug)
        await allow(request, row.id)
        return Reachable(row.id, row.slug, row.name)
    own = await organisations_of(request.user, route_of(request))
    if not own:
        raise NotAllowed
    direct = {grant.organisation_id for grant in request.user.grants}
    return next((each for each in own if each.id in direct), own[0])


async def _show_people(
    request: AnyRequest,
    organisation: Reachable,
    values: dict[str, str] | None = None,
    *,
    errors: Sequence[FieldError] = (),
    status: int = 200,
) -> Response[bytes]:
    context = {
        "organisation_of_page": organisation,
        "organisations": await organisations_of(request.user, f"GET {PEOPLE}"),
        "people": await people_of(organisation.id),
        "role_names": ROLES,
        "roles": _choices(await roles_given_by(request.user, organisation.id), {Role.PROGRAMMER}),
        "values": values or {"email": "", "name": ""},
        **_said(errors),
    }
    return staff_page(request, "planner/people.html", context, status_code=status)


async def _show_person(
    request: AnyRequest,
    account: int,
    organisation: Reachable,
    *,
    errors: Sequence[FieldError] = (),
    status: int = 200,
) -> Response[bytes]:
    person = await person_of(account, organisation.id)
    hosted = set(await places_of(account))
    locations = await locations_of_organisation(organisation.id)
    context = {
        "organisation_of_page": organisation,
        "person": person,
        "roles": _choices(await roles_given_by(request.user, organisation.id), set(person.roles)),
        "locations": [{"value": each.id, "label": each.name, "chosen": each.id in hosted} for each in locations],
        "link": await _shown_link(person),
        "done": request.query_params.get("done", "") if not errors else "",
        "is_self": account == request.user.account_id,
        **_said(errors),
    }
    return staff_page(request, "planner/person.html", context, status_code=status)


async def _shown_link(person: Person) -> str | None:
    """Where no mail is sent, the link is handed over in person."""
    if not person.invited or get_settings().smtp_url:
        return None
    link = await newest_link(person.id)
    return None if link is None else f"{get_settings().public_url.rstrip('/')}/planner/password/{token_of(link)}"


def _choices(given: Sequence[Role], chosen: set[Role]) -> list[dict[str, Any]]:
    """What the actor may give, and what somebody has."""
    return [
        {"value": role.value, "label": ROLES[role], "explained": EXPLAINED[role], "chosen": role in chosen}
        for role in Role
        if role in given or role in chosen
    ]


def _roles(form: FormMultiDict) -> set[Role]:
    return {Role(role) for role in form.getall("roles", []) if role in set(Role)}


def _said(errors: Sequence[FieldError]) -> dict[str, Any]:
    return {"errors": errors, "error_of": {error.field: error.text for error in errors}}


def _to(account: int, organisation: Reachable, done: str) -> Redirect:
    return Redirect(f"{PEOPLE}/{account}?organisation={organisation.slug}&done={done}", status_code=303)


ROUTES: Final[Sequence[ControllerRouterHandler]] = [
    show_people,
    invite_person,
    show_person,
    change_person,
    close_person,
    open_person,
    reset_person,
    invite_person_again,
]
