"""A request to every route of staff: about a library in a province, which has a neighbour."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from content_links.harvesting.sources import SourceDetails, add_harvest_source
from content_links.vocabulary import HarvestKind
from database.transaction import execute, fetch_value
from events.calendars_in.sources import add_source
from events.staffing.facilitators import create_facilitator
from events.staffing.schemas import FacilitatorDetails
from events.vocabulary import ActivityKind, FacilitatorKind, Form
from identity.accounts import create_account, give_role
from identity.roles import Role
from places.organising import create_organisation
from places.queries import organisation_by_slug
from places.schemas import OrganisationDetails
from places.vocabulary import OrganisationKind
from planner.exchange_files import packed
from tests.identity.examples import PASSWORD
from tests.notifications.worlds import local, make_world

TITLE = "Omgaan met je telefoon"
OWN, ABOVE, BESIDE = "bibliotheek", "provincie", "elders"

# Not about one organisation: about who asks, or about all that they may see.
ABOUT_NOBODY_ELSE = frozenset(
    {
        "POST /api/v1/packages",
        "POST /api/v1/packages/{slug}/steps",
        "POST /planner/procurement/{slug}/steps",
        "POST /planner/account/password",
        "POST /planner/account/second-factor",
        "POST /planner/account/second-factor/remove",
        "POST /planner/account/sign-out-everywhere",
    }
)

COLLEAGUE = FacilitatorDetails(name="Alice", kind=FacilitatorKind.VOLUNTEER, email="colleague@library.example")
PROGRAMME = b"activity,title,kind,form,location,starts_on,start_time,end_time,rrule,registration\n"

BODIES: dict[str, dict[str, Any]] = {
    "POST /api/v1/activities": {
        "organisation": OWN,
        "key": "nieuw",
        "title": "Nieuw",
        "kind": "course",
        "form": "cohort",
        "registration": "required",
    },
    "PATCH /api/v1/activities/{slug}": {"title": "Anders"},
    "POST /api/v1/activities/{slug}/editions": {"location": "centrale", "first_day": "2027-01-05"},
    "POST /api/v1/editions/{edition}/rules": {
        "first_day": "2027-01-05",
        "last_day": "2027-01-26",
        "starts_at": "10:00",
        "ends_at": "12:00",
        "rrule": "FREQ=WEEKLY",
    },
    "PATCH /api/v1/editions/{edition}": {"capacity": 12},
    "POST /api/v1/sessions": {
        "edition": "{edition}",
        "starts_at": "2027-01-05T10:00:00+01:00",
        "ends_at": "2027-01-05T12:00:00+01:00",
    },
    "PATCH /api/v1/sessions/{session}": {"scope": "this", "title": "Anders"},
    "POST /api/v1/sessions/{session}/cancel": {"reason": "Ziek"},
    "PUT /api/v1/sessions/{session}/attendance": {"marks": {}},
    "PUT /api/v1/sessions/{session}/headcount": {"count": 3},
    "POST /api/v1/links": {"package": "pakket-0", "activity": "telefoon", "phase": "prepare"},
    "PATCH /api/v1/links/{link}": {"note": "Neem je telefoon mee"},
    "POST /api/v1/licences": {"package": "pakket-0", "organisation": OWN, "starts_on": "2026-01-01"},
    "PATCH /api/v1/licences/{licence}": {"seats": 10},
    "PUT /api/v1/organisations/{slug}/licence-policy": {"policy": "refuse"},
    "POST /planner/procurement": {
        "title": "Nieuw",
        "provider": "Oefenplein",
        "kind": "course",
        "access": "library_account",
        "reason": "Nodig",
    },
    "POST /api/v1/nominations": {"package": "pakket-0", "organisation": OWN, "reason": "Nodig"},
    "POST /planner/exchange/programme": {"organisation": OWN, "content": packed(PROGRAMME)},
    "POST /planner/calendars/{source}/active": {"active": "false"},
    "POST /planner/content/sources": {"organisation": OWN, "name": "N", "kind": "oai_pmh", "url": "https://n.example/"},
    "POST /planner/people": {"email": "nieuw@reader.example", "roles": "viewer"},
    "POST /planner/people/{account}": {"roles": "viewer"},
    "POST /api/v1/facilitators": {"organisation": OWN, "name": "Bob", "kind": "staff"},
    "PUT /api/v1/facilitators/{facilitator}": {"name": "Bob", "kind": "staff"},
    "PUT /api/v1/facilitators/{facilitator}/hours": {"hours": []},
    "POST /api/v1/facilitators/{facilitator}/absences": {"first_day": "2027-01-05", "last_day": "2027-01-05"},
    "PUT /api/v1/sessions/{session}/staffing": {"staff_min": 1},
    "POST /api/v1/locations/{slug}/rooms": {"name": "Tuinzaal"},
    "PUT /api/v1/rooms/{room}": {"name": "Tuinzaal"},
    "PUT /api/v1/locations/{slug}/opening-hours": {"hours": []},
    "POST /api/v1/slots": {
        "organisation": OWN,
        "minutes": 60,
        "sessions": 3,
        "first_day": "2027-01-05",
        "last_day": "2027-05-05",
    },
    "POST /planner/sessions/{session}/staff": {"facilitator": "{facilitator}"},
    "POST /planner/staff": {"name": "Bob", "kind": "staff"},
    "POST /planner/staff/{facilitator}": {"name": "Bob", "kind": "staff"},
    "POST /planner/staff/{facilitator}/hours": {"day1": "9-12"},
    "POST /planner/staff/{facilitator}/absences": {"first_day": "2027-01-05"},
    "POST /planner/places": {"name": "Nieuw", "kind": "branch"},
    "POST /planner/places/{slug}": {"name": "Centrale", "kind": "branch"},
    "POST /planner/places/{slug}/hours": {"day1": "9-12"},
    "POST /planner/places/{slug}/rooms": {"name": "Tuinzaal"},
    "POST /planner/places/{slug}/rooms/{room}": {"name": "Tuinzaal"},
    "POST /checkin/{session}/mark": {"registration": "{registration}", "present": "true"},
    "POST /checkin/{session}/count": {"by": "1"},
    "POST /planner/sessions/{session}/people": {"name": "Bob"},
    "POST /planner/editions/{edition}/people": {"name": "Bob"},
    "POST /planner/sessions/{session}/seats": {"capacity": "30"},
    "POST /planner/editions/{edition}/seats": {"capacity": "30"},
    "POST /planner/registrations/{registration}/change": {"party_size": "2"},
    "POST /planner/registrations/{registration}/intake": {"day": "2026-11-20"},
    "POST /planner/mail/{message}/address": {"email": "nieuw@reader.example"},
}


@dataclass(frozen=True)
class Example:
    method: str
    path: str
    body: dict[str, Any]


async def make_library() -> dict[str, str]:
    """The library with a session of today, somebody who works there, and what ids stand for in addresses."""
    await _organisation(ABOVE, OrganisationKind.PROVINCIAL)
    await _organisation(BESIDE, OrganisationKind.LIBRARY)
    world = await make_world(title=TITLE)
    # What is published everybody sees; what is not, only who works there.
    await execute("UPDATE activity SET state = 'draft'")
    for child in (OWN, BESIDE):
        sql = "UPDATE organisation SET parent = above.id FROM organisation above WHERE above.slug = $1"
        await execute(f"{sql} AND organisation.slug = $2", ABOVE, child)
    colleague = await create_account(email="colleague@library.example", password=PASSWORD)
    await give_role(email=colleague.email, role=Role.VIEWER, organisation_slug=OWN)
    session = await world.session(local(0, 12))
    registration = await world.person(session=session)
    await execute("UPDATE session SET seats_taken = 1")
    return {
        "session": str(session),
        "registration": str(registration),
        "message": str(await _dead_letter(registration, session)),
        "edition": str(world.edition.id),
        "account": str(colleague.id),
        "location": str(world.location.id),
        "source": str(await _calendar()),
        "catalogue": str(await _catalogue()),
        "facilitator": str(await create_facilitator(organisation_slug=OWN, details=COLLEAGUE)),
        "room": str(world.room.id),
    }


async def _dead_letter(registration: UUID, session: UUID) -> UUID:
    sql = """
    INSERT INTO message (kind, recipient, subject, registration, session, state, last_error, due_at)
    VALUES ('confirmation', 'oud@reader.example', $1, $2, $3, 'failed', 'recipient refused: 550 5.1.1', now())
    RETURNING id
    """
    return UUID(str(await fetch_value(sql, f"registration:{registration}", registration, session)))


async def _calendar() -> int:
    return await add_source(
        organisation_slug=OWN,
        name="Agenda van de buurt",
        location_key="centrale",
        kind=ActivityKind.MEETUP,
        form=Form.SINGLE,
    )


async def _catalogue() -> int:
    details = SourceDetails(name="Oefenhuis", kind=HarvestKind.OAI_PMH, url="https://oefenhuis.example/oai")
    return await add_harvest_source(organisation=(await organisation_by_slug(OWN)).id, details=details)


async def _organisation(slug: str, kind: OrganisationKind) -> None:
    await create_organisation(details=OrganisationDetails(slug=slug, name=slug.title(), kind=kind))


def example(route: str, ids: dict[str, str]) -> Example:
    """What is not known by its name stands for nothing that exists."""
    method, path = route.split()
    for name in [part.split("}")[0] for part in path.split("{")[1:]]:
        path = path.replace(f"{{{name}}}", ids.get(name) or _slug(path, name))
    known = {f"{{{name}}}": value for name, value in ids.items()}
    body = {
        key: known.get(value, value) if isinstance(value, str) else value
        for key, value in BODIES.get(route, {}).items()
    }
    return Example(method, f"{path}?organisation={OWN}" if path.startswith("/planner") else path, body)


def _slug(path: str, name: str) -> str:
    """Sessions, editions and what people did have UUIDs, all else has a number or a slug."""
    if name == "slug":
        return "telefoon" if "/activities/" in path else "centrale"
    return str(uuid4()) if name in {"operation", "rule"} else "2147483647"
