"""Places with their rooms and opening hours: the list, and the page of one place."""

import re
import unicodedata
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from pydantic import ValidationError

from events.staffing.closing_places import close_location
from events.staffing.errors import PlaceInUse
from events.staffing.words import EQUIPMENT
from history.operations import operation
from identity.guarding import allow, staff_only
from places.errors import UnknownRoom
from places.locating import add_location, change_location, reopen_location, set_opening_hours
from places.queries import (
    LocationRow,
    RoomRow,
    location_by_slug,
    locations_of_organisation,
    opening_hours_of_location,
    rooms_of_locations,
)
from places.rooms import add_room, change_room, reopen_room, retire_room
from places.schemas import LocationDetails, OpeningHoursDetails, RoomDetails
from places.vocabulary import Equipment
from places.words import HOST_KINDS, LOCATION_KINDS, place_kind
from planner.hours_text import parse_week, week_text
from planner.operation_words import what_was_done
from planner.reach import Reachable, may, organisations_of
from planner.staff_choices import (
    Mistakes,
    PathId,
    filled_in,
    mistakes_of,
    options,
    organisation_of,
    said,
    ticked,
    week_fields,
)
from planner.staff_pages import UNCACHED, staff_page
from refusals import Refusal
from web.dates import day_in_words, time_in_words
from web.i18n import Translator, translator_of
from web.requests import AnyRequest

PLACES_PATH: Final = "/planner/places"
PLACE_PATH: Final = PLACES_PATH + "/{slug:str}"
CHANGES: Final = f"POST {PLACES_PATH}"
FIELDS: Final = ("name", "kind", "host_kind", "street", "postcode", "place", "phone", "latitude", "longitude")
_NOT_IN_A_KEY: Final = re.compile(r"[^a-z0-9]+")
NO_MISTAKES: Final[Mistakes] = ([], 200)
_Answer = Response[bytes] | Redirect


@get(PLACES_PATH, guards=[staff_only])
async def places_list(request: AnyRequest) -> Response[bytes]:
    return await _show_list(request, await organisation_of(request, f"GET {PLACES_PATH}"), {})


@post(PLACES_PATH, guards=[staff_only])
async def add_place(request: AnyRequest) -> _Answer:
    organisation = await organisation_of(request, CHANGES)
    values = filled_in(await request.form(), *FIELDS)
    try:
        details = LocationDetails.model_validate({"key": _key(values.get("name", "")), **values})
        async with operation(
            "place.create", account=request.user.account_id, organisation=organisation.id, place=details.name
        ) as done:
            made = await add_location(organisation_slug=organisation.slug, details=details)
    except (ValidationError, Refusal) as error:
        return await _show_list(request, organisation, values, mistakes_of(request, error))
    return _to_place(made.slug, done)


@get(PLACE_PATH, guards=[staff_only])
async def place_page(request: AnyRequest, slug: FromPath[str], done: FromQuery[UUID | None] = None) -> Response[bytes]:
    return await _show_place(request, await _allowed(request, slug), {}, done=done)


@post(PLACE_PATH, guards=[staff_only])
async def change_place(request: AnyRequest, slug: FromPath[str]) -> _Answer:
    values = {**dict.fromkeys(FIELDS, ""), **filled_in(await request.form(), *FIELDS)}

    async def change() -> None:
        key = (await location_by_slug(slug)).key
        # What somebody made empty is taken away; text that may be empty stays text.
        texts = {"street", "postcode", "place"}
        given = {name: value or ("" if name in texts else None) for name, value in values.items()}
        await change_location(slug=slug, details=LocationDetails.model_validate({"key": key, **given}))

    return await _do(request, slug, "place.change", change, values)


@post(PLACE_PATH + "/hours", guards=[staff_only])
async def change_opening_hours(request: AnyRequest, slug: FromPath[str]) -> _Answer:
    values = {name: str(value) for name, value in (await request.form()).items()}

    async def change() -> None:
        week = parse_week(values)
        hours = [OpeningHoursDetails(weekday=day, opens_at=first, closes_at=last) for day, first, last in week]
        await set_opening_hours(location_slug=slug, hours=hours)

    return await _do(request, slug, "place.hours", change, values)


@post(PLACE_PATH + "/rooms", guards=[staff_only])
async def new_room(request: AnyRequest, slug: FromPath[str]) -> _Answer:
    values = _room_values(await request.form())

    async def change() -> None:
        await add_room(location_slug=slug, details=_room_details(values))

    return await _do(request, slug, "place.room", change, {"room": values})


@post(PLACE_PATH + "/rooms/{room:int}", guards=[staff_only])
async def edit_room(request: AnyRequest, slug: FromPath[str], room: PathId) -> _Answer:
    """Field `do`: `retire`, `reopen`, or nothing to change what the other fields say."""
    form = await request.form()
    values, asked = _room_values(form), str(form.get("do", ""))

    async def change() -> None:
        await _require_room(room, slug)
        if asked == "retire":
            await retire_room(room=room)
        elif asked == "reopen":
            await reopen_room(room=room)
        else:
            await change_room(room=room, details=_room_details(values))

    return await _do(request, slug, "place.room", change, {})


@post(PLACE_PATH + "/use", guards=[staff_only])
async def change_use(request: AnyRequest, slug: FromPath[str]) -> _Answer:
    """Field: `used`, empty for a place that is no longer used."""
    used = bool((await request.form()).get("used"))

    async def change() -> None:
        await (reopen_location(slug=slug) if used else close_location(slug=slug))

    return await _do(request, slug, "place.reopen" if used else "place.retire", change, {})


async def _allowed(request: AnyRequest, slug: str) -> LocationRow:
    place = await location_by_slug(slug)
    await allow(request, place.organisation_id)
    return place


async def _do(
    request: AnyRequest, slug: str, action: str, change: Callable[[], Awaitable[object]], values: Mapping[str, Any]
) -> _Answer:
    place = await _allowed(request, slug)
    try:
        async with operation(
            action, account=request.user.account_id, organisation=place.organisation_id, place=place.name
        ) as done:
            await change()
    except PlaceInUse as refusal:
        coming = refusal.details["sessions"]
        return await _show_place(request, place, values, mistakes_of(request, refusal), coming=coming)
    except (ValidationError, Refusal) as error:
        return await _show_place(request, place, values, mistakes_of(request, error))
    return _to_place(slug, done)


async def _require_room(room: int, slug: str) -> None:
    place = await location_by_slug(slug)
    if room not in {each.id for each in (await rooms_of_locations([place.id]))[place.id]}:
        raise UnknownRoom(field="room")


def _to_place(slug: str, done: UUID) -> Redirect:
    return Redirect(f"{PLACES_PATH}/{slug}?done={done}", status_code=303, headers=UNCACHED)


def _key(name: str) -> str:
    """A key that begins with the name, such as "huis-van-de-wijk"; `place` for a name without letters."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return _NOT_IN_A_KEY.sub("-", plain)[:60].strip("-") or "place"


def _room_values(form: FormMultiDict) -> dict[str, Any]:
    texts = {"name": "", "capacity": "", **filled_in(form, "name", "capacity")}
    return {**texts, "equipment": ticked(form, "equipment", Equipment)}


def _room_details(values: Mapping[str, Any]) -> RoomDetails:
    return RoomDetails.model_validate({**values, "capacity": values["capacity"] or None})


async def _show_list(
    request: AnyRequest, organisation: Reachable, values: Mapping[str, Any], mistakes: Mistakes = NO_MISTAKES
) -> Response[bytes]:
    words = translator_of(request)
    places = await locations_of_organisation(organisation.id)
    rooms = await rooms_of_locations([place.id for place in places])
    context = {
        "organisation_of_page": organisation,
        "organisations": await organisations_of(request.user, f"GET {PLACES_PATH}"),
        "places": [
            {"place": place, "kind": _kind(place, words), "rooms": _used(rooms[place.id])}
            for place in sorted(places, key=lambda place: (place.retired_at is not None, place.name))
        ],
        "may_change": may(request.user, CHANGES),
        **_form(values, words),
        **said(mistakes),
    }
    return staff_page(request, "planner/places.html", context, status_code=mistakes[1])


async def _show_place(
    request: AnyRequest,
    place: LocationRow,
    values: Mapping[str, Any],
    mistakes: Mistakes = NO_MISTAKES,
    *,
    done: UUID | None = None,
    coming: list[dict[str, str]] | None = None,
) -> Response[bytes]:
    words = translator_of(request)
    hours = [(each.weekday, each.opens_at, each.closes_at) for each in await opening_hours_of_location(place.id)]
    known = {name: "" if getattr(place, name) is None else getattr(place, name) for name in FIELDS}
    context = {
        "place": place,
        "kind": _kind(place, words),
        "week": week_fields({**week_text(hours), **values}, words),
        "rooms": [_room(room, words) for room in (await rooms_of_locations([place.id]))[place.id]],
        "new_room": _room_form(values.get("room", {}), words),
        "coming": [_coming(each, words) for each in coming or ()],
        "may_change": may(request.user, CHANGES),
        "done": await what_was_done(done, request.user.account_id, words),
        **_form({**known, **values}, words),
        **said(mistakes),
    }
    return staff_page(request, "planner/place.html", context, status_code=mistakes[1])


def _used(rooms: list[RoomRow]) -> list[RoomRow]:
    return [room for room in rooms if room.retired_at is None]


def _kind(place: LocationRow, words: Translator) -> str:
    return words.gettext(place_kind(place.kind, place.host_kind))


def _form(values: Mapping[str, Any], words: Translator) -> dict[str, Any]:
    nobody = {"value": "", "label": words.gettext("Nobody: it is our own")}
    return {
        "values": {**dict.fromkeys(FIELDS, ""), "kind": "branch", **values},
        "kinds": options(LOCATION_KINDS, words),
        "hosts": [nobody, *options(HOST_KINDS, words)],
    }


def _room(room: RoomRow, words: Translator) -> dict[str, Any]:
    own = {"name": room.name, "capacity": room.capacity or "", "equipment": [str(each) for each in room.equipment]}
    names = ", ".join(words.gettext(EQUIPMENT[each]) for each in room.equipment)
    return {"id": room.id, "retired": room.retired_at is not None, "has": names, **_room_form(own, words)}


def _room_form(values: Mapping[str, Any], words: Translator) -> dict[str, Any]:
    chosen = values.get("equipment", ())
    return {
        "name": values.get("name", ""),
        "capacity": values.get("capacity", ""),
        "equipment": options(EQUIPMENT, words, chosen),
    }


def _coming(session: Mapping[str, str], words: Translator) -> dict[str, str]:
    starts_at = datetime.fromisoformat(session["starts_at"])
    when = f"{day_in_words(starts_at.date(), words.locale)}, {time_in_words(starts_at.time(), words.locale)}"
    return {"href": f"/planner/sessions/{session['session']}", "title": session["title"], "when": when}


ROUTES: Final[list[ControllerRouterHandler]] = [
    places_list,
    add_place,
    place_page,
    change_place,
    change_opening_hours,
    new_room,
    edit_room,
    change_use,
]
