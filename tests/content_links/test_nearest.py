"""Which link counts, as a rule and in the database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from content_links.errors import LessonOfOneSession, UnknownLink
from content_links.linked import packages_of_activities, packages_of_sessions
from content_links.linking import change_link, link_by_id, order_links, unlink_package
from content_links.nearest import Hanging, Level, nearest
from content_links.packaging import add_unit
from content_links.schemas import LinkChange, LinkDetails, UnitDetails
from content_links.vocabulary import Phase
from database.transaction import execute, fetch, fetch_value
from events.tables import Session
from tests.content_links.examples import link, make_activity, make_location, make_package, make_session, make_template

WHOLE = Hanging(id=1, level=Level.ACTIVITY, package=1, unit=None, phase="during")
PHASES = ("prepare", "during")
LINKS = st.lists(
    st.builds(
        Hanging,
        id=st.just(0),
        level=st.sampled_from(Level),
        package=st.integers(0, 1),
        unit=st.sampled_from((None, 0)),
        phase=st.sampled_from(PHASES),
        lesson=st.sampled_from((None, 1, 2)),
        hidden=st.booleans(),
    ).map(lambda each: replace(each, lesson=None) if each.level is Level.SESSION else each),
    max_size=12,
    unique_by=lambda each: (each.level, each.place, each.lesson),
)


def shown(*links: Hanging, lesson: int | None = 1) -> list[int]:
    return [each.id for each in nearest(links, lesson)]


def test_nearest_link_wins() -> None:
    template = replace(WHOLE, id=2, level=Level.TEMPLATE)
    session = replace(WHOLE, id=3, level=Level.SESSION)
    assert [shown(template, WHOLE), shown(template, WHOLE, session)] == [[1], [3]]


def test_link_of_a_lesson_is_nearer_than_that_of_every_meeting() -> None:
    lesson = replace(WHOLE, id=2, lesson=1)
    assert [shown(WHOLE, lesson), shown(WHOLE, lesson, lesson=2), shown(WHOLE, lesson, lesson=None)] == [[2], [1], [1]]


def test_link_of_an_activity_is_nearer_than_that_of_a_lesson_of_its_template() -> None:
    assert shown(WHOLE, replace(WHOLE, id=2, level=Level.TEMPLATE, lesson=1)) == [1]


def test_hidden_link_takes_away_what_is_farther_off() -> None:
    away = replace(WHOLE, id=2, level=Level.SESSION, hidden=True)
    assert shown(WHOLE, away, replace(WHOLE, id=3, phase="prepare"), replace(WHOLE, id=4, unit=7)) == [3, 4]


@pytest.fixture
async def sessions(database: None) -> list[UUID]:
    """Two lessons, and between them one that is called off; of an activity that inherits from a template."""
    location = await make_location()
    template = await make_template(location)
    revision = await fetch_value(
        "INSERT INTO template_revision (template, version, content, published_at) VALUES ($1, 1, '{}', now())"
        " RETURNING id",
        template,
    )
    for slug in ("first", "second"):
        await make_package(slug)
        await add_unit(package_slug=slug, details=UnitDetails(position=1, title="Deel 1"))
    activity = await make_activity(location, inherits_from=revision)
    first = await make_session(location, activity)
    start = datetime(2027, 1, 11, 9, tzinfo=UTC)
    edition = await fetch_value("SELECT edition FROM session")
    made = [first]
    for number, state in enumerate(("cancelled", "scheduled")):
        at = start + timedelta(weeks=number)
        later = Session(
            edition=edition, location=location.id, starts_at=at, ends_at=at + timedelta(hours=1), state=state
        )
        await later.save()
        made.append(UUID(str(later.id)))
    return made


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(links=LINKS)
async def test_database_says_what_the_rule_says(sessions: list[UUID], links: list[Hanging]) -> None:
    await execute("DELETE FROM content_link")
    hung = [await _hang(each, sessions[0]) for each in links]
    others = [each for each in hung if each.level is not Level.SESSION]

    found = await packages_of_sessions(sessions)

    numbered = zip(sessions, ((hung, 1), (others, None), (others, 2)), strict=True)
    for session, (given_links, lesson) in numbered:
        assert {each.link_id for each in found[session]} == {each.id for each in nearest(given_links, lesson)}
    activity = await fetch_value("SELECT id FROM activity")
    of_any_lesson = {each.id for lesson in (None, 1, 2) for each in nearest(others, lesson)}
    assert {each.link_id for each in (await packages_of_activities([activity]))[activity]} == of_any_lesson


async def _hang(each: Hanging, session: UUID) -> Hanging:
    packages = [row["id"] for row in await fetch("SELECT id FROM package ORDER BY id")]
    units = [row["id"] for row in await fetch("SELECT id FROM unit ORDER BY package")]
    targets: dict[Level, tuple[str, object]] = {
        Level.SESSION: ("session", session),
        Level.ACTIVITY: ("activity", await fetch_value("SELECT id FROM activity")),
        Level.TEMPLATE: ("revision", await fetch_value("SELECT id FROM template_revision")),
    }
    column, target = targets[each.level]
    unit = None if each.unit is None else units[each.package]
    made = await fetch_value(
        f"INSERT INTO content_link (package, unit, {column}, phase, lesson, hidden, release_days, required, position,"  # noqa: S608
        " note) VALUES ($1, $2, $3, $4, $5, $6, 0, false, 0, '') RETURNING id",
        packages[each.package],
        unit,
        target,
        each.phase,
        each.lesson,
        each.hidden,
    )
    return replace(each, id=made, package=packages[each.package], unit=unit)


async def test_later_lessons_are_told_when_one_before_them_is_called_off(sessions: list[UUID]) -> None:
    await link("first", activity="cursus", lesson=2, unit=1)
    before = await _sequences(sessions)
    await execute("UPDATE session SET state = 'cancelled' WHERE id = $1", sessions[0])

    after = await _sequences(sessions)
    found = await packages_of_sessions(sessions)

    assert [now - was for was, now in zip(before, after, strict=True)] == [1, 1, 1]
    assert [len(found[session]) for session in sessions] == [0, 0, 0]


async def _sequences(sessions: list[UUID]) -> list[int]:
    rows = {row["id"]: row["sequence"] for row in await fetch("SELECT id, sequence FROM session")}
    return [rows[session] for session in sessions]


async def test_link_is_changed_and_keeps_what_is_not_said(sessions: list[UUID]) -> None:
    made = await link("first", activity="cursus", note="Neem oortjes mee")

    changed = await change_link(link_id=made, change=LinkChange(lesson=2, unit=1, required=True))

    expected = LinkDetails(
        package="first",
        unit=1,
        activity="cursus",
        phase=Phase.PREPARE,
        required=True,
        note="Neem oortjes mee",
        lesson=2,
    )
    assert changed == await link_by_id(made) == expected


async def test_link_of_a_published_version_is_not_changed(sessions: list[UUID]) -> None:
    hung = await _hang(replace(WHOLE, level=Level.TEMPLATE, package=0), sessions[0])

    with pytest.raises(UnknownLink):
        await change_link(link_id=hung.id, change=LinkChange(note="x"))
    with pytest.raises(UnknownLink):
        await unlink_package(link_id=hung.id)


async def test_links_are_put_in_another_order(sessions: list[UUID]) -> None:
    made = [await link(slug, activity="cursus") for slug in ("first", "second")]
    await order_links(made[::-1])

    assert [each.slug for each in (await packages_of_sessions(sessions))[sessions[0]]] == ["second", "first"]


def test_link_of_one_meeting_has_no_lesson() -> None:
    with pytest.raises(ValidationError, match=str(LessonOfOneSession())):
        LinkDetails(package="first", session=UUID(int=1), phase=Phase.DURING, lesson=1)
