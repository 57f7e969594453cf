"""Seeds the organisations, places and closures of the demo world."""

from datetime import date

from events.closures import CLOSED, Closure
from leeragenda.demo.model import LocationShape, World, closed_days_of
from leeragenda.demo.planning import school_holidays
from places.closing import add_closure
from places.locating import add_location, set_opening_hours
from places.organising import create_organisation
from places.rooms import add_room
from places.schemas import ClosureDetails, LocationDetails, OrganisationDetails, RoomDetails
from places.vocabulary import ClosureKind


async def seed_organisations(world: World, today: date) -> None:
    """Needs the parents before their children, as the file has them."""
    for shape in world.organisations:
        details = OrganisationDetails.model_validate(shape.model_dump(include=set(OrganisationDetails.model_fields)))
        await create_organisation(details=details)
        for holiday in school_holidays(world, shape.slug, today):
            await _close(shape.slug, holiday)


async def seed_locations(world: World, today: date) -> None:
    for shape in world.locations:
        given = shape.model_dump(include=set(LocationDetails.model_fields) & shape.model_fields_set)
        location = await add_location(
            organisation_slug=shape.organisation, details=LocationDetails.model_validate(given)
        )
        for name, capacity in shape.rooms.items():
            await add_room(location_slug=location.slug, details=RoomDetails(name=name, capacity=capacity))
        if shape.hours:
            await set_opening_hours(location_slug=location.slug, hours=shape.hours)
        await _close_location(shape, location.slug, today)


async def _close_location(shape: LocationShape, slug: str, today: date) -> None:
    for closed in shape.closures:
        first_day, last_day = closed_days_of(closed, today)
        await _close(shape.organisation, Closure(CLOSED, first_day, last_day, closed.name), location=slug)


async def _close(organisation: str, closure: Closure, location: str | None = None) -> None:
    details = ClosureDetails(
        kind=ClosureKind(closure.kind),
        name=closure.name,
        first_day=closure.first_day,
        last_day=closure.last_day,
        location=location,
    )
    await add_closure(organisation_slug=organisation, details=details)
