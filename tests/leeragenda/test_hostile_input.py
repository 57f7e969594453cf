"""Every route of the API that takes a body, with every field missing, too long, of the wrong type or not storable.

The answer is a problem document that names the field in the reader's language, and nothing is stored.
"""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient, Response
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from content_links.linking import link_package
from content_links.schemas import LinkDetails
from content_links.vocabulary import Phase
from database.transaction import execute, fetch
from events.staffing.facilitators import create_facilitator
from events.staffing.schemas import FacilitatorDetails
from events.templates.schemas import TemplateDetails
from events.templates.writing import create_template
from events.vocabulary import ActivityKind, FacilitatorKind, Form
from identity.accounts import give_role
from identity.roles import Role
from leeragenda.routes import API
from tests.application import API_PATH, visitor
from tests.content_links.examples import make_package
from tests.content_links.licensing.examples import make_licence
from tests.notifications.worlds import World, local, make_world
from tests.planner.examples import headers_of
from web.shell import create_shell

pytestmark = pytest.mark.usefixtures("database")

ACTIVITY: dict[str, Any] = {
    "key": "smartphone", "title": "Slim met je smartphone", "kind": "course", "form": "cohort",
    "registration": "required", "summary": "Kort", "description": "Lang", "programme": None, "themes": ["digitaal"],
    "target_groups": ["senioren"], "language": "nl", "entry_level": "A1", "partners": ["Buurthuis"],
    "wsob_function": "development_education", "registration_url": "https://tickets.example", "waiting_list": True,
    "cost_cents": 100, "neutral_title": "Les", "reminder_days": [7], "follow_up_days": [1], "aliases": ["Telefoon"],
    "setup_minutes": 15, "clearup_minutes": 15, "staff_min": 1, "staff_max": 2, "skills": ["nt2"],
    "equipment": ["sound"],
}  # fmt: skip
EDITION: dict[str, Any] = {
    "location": "centrale", "room": None, "first_day": "2027-01-05", "last_day": "2027-05-05", "delivery": "physical",
    "capacity": 10, "planned_sessions": 4,
}  # fmt: skip
RULE: dict[str, Any] = {
    "first_day": "2027-01-05", "last_day": "2027-01-26", "starts_at": "10:00", "ends_at": "12:00",
    "rrule": "FREQ=WEEKLY", "skip": ["school_holidays"], "skipped_days": ["2027-01-12"],
    "skipped_periods": [["2027-02-01", "2027-02-07"]], "room": None,
    "outside_hours": True,
}  # fmt: skip
PACKAGE: dict[str, Any] = {
    "slug": "klik", "title": "Klik", "summary": "Kort", "description": "Lang", "provider": "Oefenen.nl",
    "kind": "course", "access": "open", "url": "https://oefenen.example", "themes": ["digitaal"],
    "target_groups": ["senioren"], "language": "nl", "level": "A1", "duration_minutes": 60, "state": "available",
}  # fmt: skip
LINK: dict[str, Any] = {
    "package": "klik", "unit": 1, "activity": "telefoon", "phase": "prepare", "release_days": -1, "required": False,
    "position": 1, "note": "Doen",
}  # fmt: skip
CHANGED_LINK: dict[str, Any] = {
    "unit": None, "phase": "prepare", "release_days": -1, "required": True, "position": 2, "note": "Doen", "lesson": 2,
    "hidden": False,
}  # fmt: skip
TERMS: dict[str, Any] = {"starts_on": "2026-01-01", "ends_on": "2027-12-31", "seats": 9, "note": "Per jaar"}
STEP: dict[str, Any] = {
    "state": "ended", "reason": "Nu niet", "cost_cents": None, "starts_on": None, "ends_on": None, "licences": [],
    "seen": None,
}  # fmt: skip
APPLICANT: dict[str, Any] = {
    "name": "Alice", "email": "alice@reader.example", "phone": "0612345678", "party_size": 2, "locale": "nl",
    "note": "Hallo",
}  # fmt: skip
PERSON: dict[str, Any] = {
    "name": "Alice", "kind": "volunteer", "skills": ["nt2"], "email": "alice@reader.example", "phone": "0612345678",
    "account": None,
}  # fmt: skip
ROOM: dict[str, Any] = {"name": "Tuinzaal", "capacity": 12, "equipment": ["sound"]}
WISH: dict[str, Any] = {
    "organisation": "bibliotheek", "minutes": 60, "sessions": 3, "first_day": "2027-01-05", "last_day": "2027-05-05",
    "every_weeks": 1, "weekdays": [1], "from_time": "10:00", "until_time": "12:00", "locations": [], "rooms": [],
    "seats": 8, "equipment": ["sound"], "skills": ["nt2"], "facilitators": 1, "setup_minutes": 5, "clearup_minutes": 5,
    "skip": ["school_holidays"],
}  # fmt: skip

TEMPLATE: dict[str, Any] = {
    "title": "Slim met je smartphone", "kind": "course", "form": "cohort", "summary": "Kort", "description": "Lang",
    "planned_sessions": 6, "session_minutes": 120, "capacity": 12, "themes": ["digitaal"],
    "target_groups": ["senioren"], "language": "nl", "entry_level": "A1", "partners": ["Buurthuis"],
    "wsob_function": "development_education", "registration": "required", "waiting_list": True, "cost_cents": 100,
    "neutral_title": "Les", "reminder_days": [7], "follow_up_days": [1], "setup_minutes": 15, "clearup_minutes": 15,
    "staff_min": 1, "staff_max": 2, "skills": ["nt2"], "equipment": ["sound"],
}  # fmt: skip
ADOPTION: dict[str, Any] = {
    "location": "centrale", "room": None, "first_day": "2027-01-05", "starts_at": "10:00", "ends_at": "12:00",
    "capacity": 8, "lessons": 3, "every": 1, "last_day": None, "skip": ["public_holidays"], "key": "blok",
    "publish": True, "outside_hours": True,
}  # fmt: skip


ROUTES = (
    "POST /activities",
    "PATCH /activities/{slug}",
    "POST /activities/{slug}/editions",
    "POST /editions/{edition}/rules",
    "PATCH /editions/{edition}",
    "POST /operations/undo",
    "POST /sessions",
    "PATCH /sessions/{session}",
    "POST /sessions/{session}/cancel",
    "PUT /sessions/{session}/attendance",
    "PUT /sessions/{session}/headcount",
    "POST /packages",
    "POST /links",
    "POST /nominations",
    "POST /packages/{slug}/steps",
    "POST /sessions/{session}/registrations",
    "POST /editions/{edition}/registrations",
    "POST /facilitators",
    "PUT /facilitators/{facilitator}",
    "PUT /facilitators/{facilitator}/hours",
    "POST /facilitators/{facilitator}/absences",
    "PUT /sessions/{session}/staffing",
    "POST /locations/{slug}/rooms",
    "PUT /rooms/{room}",
    "PUT /locations/{slug}/opening-hours",
    "POST /slots",
    "POST /templates",
    "PATCH /templates/{slug}",
    "POST /templates/{slug}/publish",
    "POST /templates/{slug}/adopt",
    "POST /activities/{slug}/template",
    "PATCH /packages/{slug}",
    "POST /packages/{slug}/units",
    "PATCH /links/{link}",
    "POST /licences",
    "PATCH /licences/{licence}",
    "PUT /organisations/{slug}/licence-policy",
    "PUT /providers/{slug}/reporting",
)


@dataclass(frozen=True)
class Case:
    """A route with a body that it would take, and the fields of it that must be there."""

    route: str
    path: str
    body: dict[str, Any]
    required: frozenset[str]


def cases(world: World, session: str, facilitator: int, link: int, licence: int) -> list[Case]:
    start, end = local(30).isoformat(), local(30, 12).isoformat()
    words = {"location": "centrale", "room": None, "title": "Foto's", "note": "Neem mee", "outside_hours": True}
    sessions = {"starts_at": start, "ends_at": end, **words}
    edition = world.edition.id
    return [
        _case("POST /activities", "", ACTIVITY | {"organisation": "bibliotheek"},
              "organisation key title kind form registration"),
        _case("PATCH /activities/{slug}", "telefoon", ACTIVITY, ""),
        _case("POST /activities/{slug}/editions", "telefoon", EDITION, "location first_day"),
        _case("POST /editions/{edition}/rules", edition, RULE, "first_day starts_at ends_at rrule"),
        _case("PATCH /editions/{edition}", edition, {"capacity": 12, "desk_seats": 2, "minimum": 4}, ""),
        _case("POST /operations/undo", "", {"operation": str(uuid4())}, ""),
        _case("POST /sessions", "", sessions | {"edition": str(edition)}, "edition starts_at ends_at"),
        _case("PATCH /sessions/{session}", session, sessions | {"scope": "this"}, "scope"),
        _case("POST /sessions/{session}/cancel", session, {"reason": "Ziek"}, "reason"),
        _case("PUT /sessions/{session}/attendance", session, {"marks": {str(uuid4()): "present"}}, "marks"),
        _case("PUT /sessions/{session}/headcount", session, {"count": 4}, "count"),
        _case("POST /packages", "", PACKAGE, "slug title provider kind access"),
        _case("POST /links", "", LINK, "package phase"),
        _case("POST /nominations", "", {"package": "pakket-0", "organisation": "bibliotheek", "reason": "Nodig"},
              "package organisation reason"),
        _case("POST /packages/{slug}/steps", "pakket-0", STEP, "state"),
        _case("POST /sessions/{session}/registrations", session, APPLICANT, "name"),
        _case("POST /editions/{edition}/registrations", edition, APPLICANT, "name"),
        _case("POST /facilitators", "", PERSON | {"organisation": "bibliotheek"}, "organisation name kind"),
        _case("PUT /facilitators/{facilitator}", facilitator, PERSON, "name kind"),
        _case("PUT /facilitators/{facilitator}/hours", facilitator, {"hours": []}, "hours"),
        _case("POST /facilitators/{facilitator}/absences", facilitator,
              {"first_day": "2027-01-05", "last_day": "2027-01-05"}, "first_day last_day"),
        _case("PUT /sessions/{session}/staffing", session, {"staff_min": 1, "staff_max": 2}, ""),
        _case("POST /locations/{slug}/rooms", "centrale", ROOM, "name"),
        _case("PUT /rooms/{room}", world.room.id, ROOM, "name"),
        _case("PUT /locations/{slug}/opening-hours", "centrale", {"hours": []}, "hours"),
        _case("POST /slots", "", WISH, "organisation minutes sessions first_day last_day"),
        _case("POST /templates", "", TEMPLATE | {"organisation": "bibliotheek", "slug": "ander-blok"},
              "organisation slug title kind form"),
        _case("PATCH /templates/{slug}", "blok", TEMPLATE, ""),
        _case("POST /templates/{slug}/publish", "blok", {"note": "Nieuw"}, ""),
        _case("POST /templates/{slug}/adopt", "blok", ADOPTION, "location first_day starts_at"),
        _case("POST /activities/{slug}/template", "telefoon", {"version": 1, "fields": ["title"]}, "version"),
        _case("PATCH /packages/{slug}", "boek", PACKAGE | {"slug": "boek", "access_note": "Vraag het"}, ""),
        _case("POST /packages/{slug}/units", "boek", {"position": 9, "title": "Deel", "url": None}, "position title"),
        _case("PATCH /links/{link}", link, CHANGED_LINK, ""),
        _case("POST /licences", "", TERMS | {"package": "boek", "organisation": "bibliotheek"},
              "package organisation starts_on"),
        _case("PATCH /licences/{licence}", licence, TERMS, ""),
        _case("PUT /organisations/{slug}/licence-policy", "bibliotheek", {"policy": "warn"}, "policy"),
        _case("PUT /providers/{slug}/reporting", "oefenen-nl", {"parameter": "kenmerk"}, "parameter"),
    ]  # fmt: skip


def _case(route: str, key: object, body: dict[str, Any], required: str) -> Case:
    path = "/".join(str(key) if part.startswith("{") else part for part in route.split()[1].split("/"))
    return Case(route, path, body, frozenset(required.split()))


# What no field takes: text that cannot be stored or is far too long, numbers without end, things inside things.
HOSTILE: dict[str, Any] = {
    "nul": "a\x00b",
    "long": "x" * 50_000,
    "huge": 2**80,
    "very negative": -(2**80),
    "fraction": 1.5,
    "deep": [[[["x"]]]],
    "object": {"a": {"b": [None]}},
}
# What makes the whole unreadable, so that there is no field to name.
UNREADABLE: dict[str, Any] = {"surrogate": "a\ud800b", "infinite": float("inf"), "not a number": float("nan")}
WHOLE_BODIES = (b"", b"null", b"[]", b'"x"', b"7", b"{", b"\xff\xfe", b'{"a": 1}', b"[" * 50_000)
# What some fields take and others do not; a refusal then names this field or one that it does not go with.
ODD: tuple[Any, ...] = (None, "", -1, 0, True, "word", [], "2027-01-05T10:00:00", "2027-02-30", "14:00+01:00")


@pytest.fixture
async def world() -> World:
    return await make_world()


@pytest.fixture
async def programmer(world: World) -> AsyncIterator[AsyncClient]:
    headers = await headers_of(Role.ADMIN) | {"Content-Type": "application/json", "Accept-Language": "nl"}
    # What only the national committee may send has a body too.
    await give_role(email="admin@bibliotheek.example", role=Role.NATIONAL, organisation_slug="bibliotheek")
    async with visitor(path=API_PATH, headers=headers) as client:
        yield client


@pytest.fixture
async def every_case(world: World) -> list[Case]:
    details = FacilitatorDetails(name="Alice", kind=FacilitatorKind.VOLUNTEER)
    facilitator = await create_facilitator(organisation_slug="bibliotheek", details=details)
    # One organisation for all routes: a library itself publishes no building blocks.
    await execute("UPDATE organisation SET kind = 'provincial'")
    template = TemplateDetails(title="Blok", kind=ActivityKind.COURSE, form=Form.COHORT)
    await create_template(organisation_slug="bibliotheek", slug="blok", details=template)
    session = str(await world.session(local(20)))
    await make_package("boek", title="Boek")
    link = await link_package(details=LinkDetails(package="boek", activity="telefoon", phase=Phase.PREPARE))
    licence = await make_licence("boek", "bibliotheek")
    return cases(world, session, facilitator, link, licence.id)


async def stored() -> list[tuple[Any, ...]]:
    """What every table holds, in numbers that every change changes."""
    tables = [row["tablename"] for row in await fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    count = "SELECT '{0}', count(*), max(xmin::text::bigint) FROM {0}"
    return sorted(tuple(row) for row in await fetch(" UNION ALL ".join(count.format(each) for each in tables)))


async def send(client: AsyncClient, case: Case, body: object, locale: str = "nl") -> Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    method = case.route.split()[0]
    return await client.request(method, case.path, content=content, headers={"Accept-Language": locale})


def problem(answer: Response) -> dict[str, Any]:
    """The problem document of a refusal; anything else fails."""
    assert answer.status_code in range(400, 500), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    return document


def named(answer: Response) -> set[str]:
    """The fields that a refusal names; of a field inside a field the outer one."""
    return {error["field"].partition(".")[0] for error in problem(answer).get("errors", [])}


def test_every_route_that_takes_a_body_is_walked() -> None:
    app = create_shell([API], public_url="http://agenda.example")
    assert {route for route, handler in handlers(app) if "data" in handler.parsed_fn_signature.parameters} == set(
        ROUTES
    )


def handlers(app: Litestar) -> Iterator[tuple[str, HTTPRouteHandler]]:
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if isinstance(handler, HTTPRouteHandler):
                for method in handler.http_methods - {"OPTIONS"}:
                    yield f"{method} {route.path_format.removeprefix('/api/v1')}", handler


async def test_hostile_field_is_named_and_nothing_stored(programmer: AsyncClient, every_case: list[Case]) -> None:
    before = await stored()
    for case in every_case:
        for field, (name, value) in product(case.body, HOSTILE.items()):
            answer = await send(programmer, case, case.body | {field: value})
            assert named(answer) == {field}, (case.route, field, name, answer.text)
    assert await stored() == before


async def test_refusals_are_in_the_language_of_the_reader(programmer: AsyncClient, every_case: list[Case]) -> None:
    for case in every_case:
        broken = dict.fromkeys(case.body, HOSTILE["object"])
        dutch, english = [(await send(programmer, case, broken, locale)).json() for locale in ("nl", "en")]
        messages = zip(dutch["errors"], english["errors"], strict=True)
        assert [each for each in messages if each[0]["message"] == each[1]["message"]] == [], case.route


async def test_field_that_is_missing_is_named(programmer: AsyncClient, every_case: list[Case]) -> None:
    before = await stored()
    for case in every_case:
        for field in case.required:
            body = {name: value for name, value in case.body.items() if name != field}
            assert named(await send(programmer, case, body)) == {field}, case.route
        if case.required:
            assert named(await send(programmer, case, {})) == case.required, case.route
    assert await stored() == before


async def test_field_that_we_do_not_know_is_named(programmer: AsyncClient, every_case: list[Case]) -> None:
    before = await stored()
    for case in every_case:
        assert named(await send(programmer, case, case.body | {"bsn": "123456782"})) == {"bsn"}, case.route
    assert await stored() == before


async def test_odd_field_is_taken_or_refused_by_name(programmer: AsyncClient, every_case: list[Case]) -> None:
    for case in every_case:
        for field, value in product(case.body, ODD):
            answer = await send(programmer, case, case.body | {field: value})
            is_settled = answer.status_code < 300 or problem(answer)["status"] in (404, 409)
            assert is_settled or named(answer) - {""}, (case.route, field, value, answer.text)


async def test_body_that_cannot_be_read_is_refused(programmer: AsyncClient, every_case: list[Case]) -> None:
    before = await stored()
    for case in every_case:
        field = next(iter(case.body))
        bodies = [*WHOLE_BODIES, *(case.body | {field: value} for value in UNREADABLE.values())]
        assert {problem(await send(programmer, case, body))["status"] for body in bodies} == {400}, case.route
        assert problem(await send(programmer, case, b'"' + b"x" * 10_000_000 + b'"'))["status"] == 413, case.route
    assert await stored() == before


@pytest.mark.parametrize(
    ("change", "field"),
    [
        pytest.param({"rrule": "FREQ=WEEKLY;UNTIL=20200101"}, "rrule", id="ended before it begins"),
        pytest.param({"rrule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}, "rrule", id="never"),
        pytest.param({"rrule": "FREQ=SECONDLY"}, "rrule", id="each second"),
        pytest.param({"rrule": "FREQ=DAILY;COUNT=99999999999"}, "rrule", id="thousands"),
        pytest.param({"rrule": "DROP TABLE session"}, "rrule", id="no rule"),
        pytest.param(
            {"first_day": "2027-03-28", "last_day": "2027-03-28", "rrule": "FREQ=DAILY", "starts_at": "02:30"},
            "starts_at",
            id="in the hour that the clock skips",
        ),
        pytest.param({"starts_at": "10:00+02:00"}, "starts_at", id="with an offset"),
        pytest.param({"ends_at": "09:00"}, "ends_at", id="backwards"),
        pytest.param({"last_day": "2026-01-01"}, "last_day", id="last before first"),
        pytest.param({"first_day": "9999-12-31", "last_day": None}, "first_day", id="beyond the calendar"),
    ],
)
async def test_rule_that_nobody_can_keep_names_its_field(
    programmer: AsyncClient, every_case: list[Case], change: dict[str, Any], field: str
) -> None:
    case = every_case[ROUTES.index("POST /editions/{edition}/rules")]
    before = await stored()
    answers = [await send(programmer, case, case.body | change, locale) for locale in ("nl", "en")]
    assert [named(answer) for answer in answers] == [{field}, {field}]
    assert answers[0].json()["errors"][0]["message"] != answers[1].json()["errors"][0]["message"]
    assert await stored() == before
