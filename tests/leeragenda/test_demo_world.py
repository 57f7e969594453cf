"""The demo world itself: everything is in it, its texts are short, and it is about now whenever it starts."""

import re
from collections import Counter
from datetime import date, timedelta
from functools import cache
from itertools import combinations, pairwise

import pytest

from content_links.vocabulary import Access, PackageKind, Phase
from events.closures import closed_days
from events.recurrence import Occurrence, occurrences
from events.vocabulary import ActivityKind, Delivery, Form, RegistrationPolicy, Theme, WsobFunction
from leeragenda.demo.loading import load_world
from leeragenda.demo.model import EditionShape
from leeragenda.demo.planning import closures_of, plan_edition
from places.vocabulary import HostKind, LocationKind, OrganisationKind

A_WEEK = [date(2026, 11, 22) + timedelta(days=days) for days in range(7)]
AROUND_CHRISTMAS = [date(2026, 12, 20) + timedelta(days=days) for days in range(15)]
OTHER_DAYS = [date(2027, 4, 5), date(2027, 4, 27), date(2027, 7, 19), date(2028, 2, 29), date(2028, 12, 25)]
START_DAYS = A_WEEK + AROUND_CHRISTMAS + OTHER_DAYS
A_WEEKDAY_IN_AUTUMN = date(2026, 11, 24)


def test_organisations_are_one_national_two_provincial_and_four_libraries() -> None:
    kinds = Counter(organisation.kind for organisation in load_world().organisations)

    assert kinds == {OrganisationKind.NATIONAL: 1, OrganisationKind.PROVINCIAL: 2, OrganisationKind.LIBRARY: 4}


def test_every_library_has_branches_a_service_point_and_an_outreach_place() -> None:
    world = load_world()
    libraries = [each.slug for each in world.organisations if each.kind == OrganisationKind.LIBRARY]

    kinds = {slug: {each.kind for each in world.locations if each.organisation == slug} for slug in libraries}

    wanted = {LocationKind.BRANCH, LocationKind.SERVICE_POINT, LocationKind.OUTREACH}
    assert {slug: wanted - kinds[slug] for slug in libraries} == {slug: set() for slug in libraries}


def test_locations_are_of_every_kind_and_outreach_of_every_host_kind() -> None:
    locations = load_world().locations

    assert {each.kind for each in locations} == set(LocationKind)
    assert {each.host_kind for each in locations if each.kind == LocationKind.OUTREACH} == set(HostKind)


def test_sixty_activities_are_of_every_kind_form_theme_function_policy_and_delivery() -> None:
    activities = load_world().activities

    assert len(activities) == 60
    assert {each.kind for each in activities} == set(ActivityKind)
    assert {each.form for each in activities} == set(Form)
    assert {theme for each in activities for theme in each.themes} == set(Theme)
    assert {each.wsob for each in activities} == set(WsobFunction)
    assert {edition.delivery for each in activities for edition in each.editions} == set(Delivery)
    assert {each.registration for each in activities} == set(RegistrationPolicy) - {
        RegistrationPolicy.EXTERNAL,
        RegistrationPolicy.UNKNOWN,
    }


def test_fifteen_packages_are_of_every_kind_access_and_theme() -> None:
    packages = load_world().packages

    assert len(packages) == 15
    assert {each.kind for each in packages} == set(PackageKind)
    assert {each.access for each in packages} == set(Access)
    assert {theme for each in packages for theme in each.themes} == set(Theme)
    assert {each.language for each in packages} == {"nl", "en", "mul"}


def test_every_package_is_linked_and_every_phase_is_used() -> None:
    world = load_world()

    assert {link.package for link in world.links} == {each.slug for each in world.packages}
    assert {link.phase for link in world.links} == set(Phase)
    assert any(link.meeting for link in world.links)
    assert all(
        template.form == Form.ONE_TO_ONE or template.links
        for template in world.templates
        if template.kind != "study_circle"
    )


def test_klik_en_tik_is_one_activity_with_seats_left_at_several_places() -> None:
    found = [each for each in load_world().activities if each.title == "Klik & Tik"]

    assert len(found) == 1
    assert found[0].form == Form.GUIDED_TRACK
    assert len({edition.location for edition in found[0].editions}) == 3
    assert all(edition.seats and edition.group < edition.seats for edition in found[0].editions)


def test_seats_are_nearly_full_somewhere_and_full_with_three_waiting_elsewhere() -> None:
    editions = [edition for activity in load_world().activities for edition in activity.editions]

    taken = [(edition, max(edition.group, *edition.coming, 0)) for edition in editions if edition.seats]

    assert len([edition for edition, people in taken if edition.seats and edition.seats - people in (1, 2)]) >= 5
    assert 3 in {edition.waiting for edition, people in taken if people == edition.seats}
    assert [edition.waiting for edition, people in taken if edition.waiting and people != edition.seats] == []


def test_sensitive_activities_have_a_neutral_title() -> None:
    neutral = {each.key for each in load_world().activities if each.neutral_title}

    assert {"overzicht-over-je-geld", "lezen-met-een-maatje", "taalclub", "geld-en-je-gezin"} <= neutral


def test_texts_have_two_to_four_paragraphs_that_speak_to_the_reader() -> None:
    activities = load_world().activities

    paragraphs = {each.key: each.description.count("\n\n") + 1 for each in activities}

    assert [key for key, number in paragraphs.items() if number not in (2, 3, 4)] == []
    in_dutch = [each for each in activities if each.language != "en"]
    assert [each.key for each in in_dutch if not re.search(r"\b([Jj]e|[Jj]ij|jou|jouw)\b", each.description)] == []


def test_titles_and_addresses_are_used_once() -> None:
    world = load_world()
    slugs = [each.key for each in world.locations] + [each.slug for each in world.packages]
    slugs += [each.key for each in world.activities] + [each.slug for each in world.templates]

    assert [slug for slug, times in Counter(slugs).items() if times > 1] == []
    assert [title for title, times in Counter(each.title for each in world.activities).items() if times > 1] == []
    assert len(set(world.names)) == len(world.names)


def test_every_address_on_the_web_and_in_mail_is_fictional() -> None:
    world = load_world()
    web = [each.url for each in world.packages] + [each.website for each in world.organisations]
    mail = [each.email for each in world.organisations] + [each.email for each in world.accounts]

    assert [url for url in web if url is None or ".example" not in url.split("/")[2]] == []
    assert [address for address in mail if address is None or not address.endswith(".example")] == []


@pytest.mark.parametrize("today", START_DAYS, ids=str)
def test_there_is_something_today_and_tomorrow_whenever_it_starts(today: date) -> None:
    days = {each.on for _, planned in _sessions(today) for each in planned}

    assert {today, today + timedelta(days=1)} <= days
    assert any(day < today for day in days)


@pytest.mark.parametrize("today", START_DAYS, ids=str)
def test_every_edition_meets_and_no_room_is_used_twice_at_a_time(today: date) -> None:
    sessions = _sessions(today)

    assert [edition.at for edition, planned in sessions if not planned] == []
    assert _clashes(sessions) == []


@pytest.mark.parametrize("today", START_DAYS, ids=str)
def test_sessions_that_people_sign_up_for_are_still_to_come(today: date) -> None:
    sessions = _sessions(today)

    short = [
        edition.at
        for edition, planned in sessions
        if edition.season is None and len([each for each in planned if each.on > today]) < _needed(edition)
    ]

    assert short == []


def test_some_cohort_meets_six_times_a_week_apart_and_some_other_unevenly() -> None:
    planned = {edition.at: days for edition, days in _sessions(A_WEEKDAY_IN_AUTUMN) if edition.lessons}

    gaps = {at: [(later.on - sooner.on).days for sooner, later in pairwise(days)] for at, days in planned.items()}

    assert [7] * 5 in gaps.values()
    assert [7, 7, 21, 21] in gaps.values()


@cache
def _sessions(today: date) -> list[tuple[EditionShape, list[Occurrence]]]:
    world = load_world()
    until = today + timedelta(days=425)
    result = []
    for edition in (edition for activity in world.activities for edition in activity.editions):
        planned = plan_edition(world, edition, today)
        closures = closures_of(world, world.location(edition.location), today)
        closed = closed_days(edition.skip, closures, "NL", planned.first_day, until)
        found = [each for rule in planned.rules for each in occurrences(rule, until=until, closed_days=closed)]
        result.append((edition, sorted(found, key=lambda each: each.starts_at)))
    return result


def _needed(edition: EditionShape) -> int:
    return max(len(edition.coming), edition.cancel.nth if edition.cancel else 0)


def _clashes(sessions: list[tuple[EditionShape, list[Occurrence]]]) -> list[tuple[str, date]]:
    rooms: dict[tuple[str, date], list[Occurrence]] = {}
    for edition, planned in sessions:
        for each in planned if edition.room else []:
            rooms.setdefault((edition.at, each.on), []).append(each)
    return [
        room_and_day
        for room_and_day, meetings in rooms.items()
        for one, other in combinations(meetings, 2)
        if one.starts_at < other.ends_at and other.starts_at < one.ends_at
    ]
