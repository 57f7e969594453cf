"""Finding a place and a time for a series, by the JSON API."""

from datetime import date, time

from litestar import post
from litestar.params import JSONBody

from events.slots.finding import find_plans
from events.slots.searching import MissKind
from events.slots.words import in_words as miss_in_words
from identity.guarding import allow, staff_only
from places.queries import organisation_by_slug
from planner.api_answers import Answer
from planner.slot_wishes import WishForm
from tabular.fields import Slug
from web.i18n import translator_of
from web.requests import AnyRequest

STAFF = [staff_only]


class SlotWish(WishForm):
    """`organisation` is the slug of whose places and people are looked at; `locations` and `rooms` are ids."""

    organisation: Slug


class FoundPlan(Answer):
    """Times are local times of the place; `people` are ids of facilitators."""

    location: str
    room: int | None
    weekday: int
    starts_at: time
    ends_at: time
    timezone: str
    days: list[date]
    people: list[int]


class NearMiss(Answer):
    code: MissKind
    message: str


class FoundPlans(Answer):
    """The best first; `near_misses` say why better ones do not fit."""

    plans: list[FoundPlan]
    near_misses: list[NearMiss]


@post("/slots", guards=STAFF, status_code=200)
async def post_slots(request: AnyRequest, data: JSONBody[SlotWish]) -> FoundPlans:
    """Find places, times and people for a series: up to twenty plans, and why better ones do not fit."""
    await allow(request, (await organisation_by_slug(data.organisation)).id)
    found = await find_plans(data.wish(data.organisation))
    words = translator_of(request)
    return FoundPlans(
        plans=[
            FoundPlan(
                location=plan.spot.location_slug,
                room=plan.spot.room,
                weekday=plan.weekday,
                starts_at=plan.starts_at,
                ends_at=plan.ends_at,
                timezone=plan.spot.timezone,
                days=list(plan.days),
                people=[person.id for person in plan.people],
            )
            for plan in found.plans
        ],
        near_misses=[NearMiss(code=miss.kind, message=miss_in_words(miss, words)) for miss in found.near_misses],
    )


HANDLERS = [post_slots]
