from dataclasses import asdict, fields
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from agenda.facets import Choice, facets
from agenda.filters import read_filters
from agenda.search import (
    cursor_of,
    listed,
    sessions,
    upcoming_of_activity,
    upcoming_of_location,
)
from agenda.session_rows import ListedSession
from database.transaction import execute, fetch_value
from events.tables import Edition
from events.vocabulary import Form, RegistrationPolicy
from refusals import UnknownCursor
from tests.builders import a_session, an_edition

pytestmark = pytest.mark.usefixtures("database")


async def found(*pairs: tuple[str, str]) -> list[UUID]:
    return [row.id for row in await sessions(read_filters(pairs))]


async def set_activity(edition: Edition, assignment: str) -> None:
    await execute(f"UPDATE activity SET {assignment} WHERE id = $1", edition.activity)  # noqa: S608  of these tests


async def set_location(edition: Edition, assignment: str) -> None:
    await execute(f"UPDATE location SET {assignment} WHERE id = $1", edition.location)  # noqa: S608  of these tests


async def two_of(**first: str) -> tuple[UUID, UUID]:
    """Two sessions of different activities and places; of the first the activity and the place are set so."""
    edition = await an_edition()
    if "activity" in first:
        await set_activity(edition, first["activity"])
    if "location" in first:
        await set_location(edition, first["location"])
    return await a_session(edition=edition), await a_session()


async def test_sessions_come_in_order_of_time() -> None:
    later, sooner = await a_session(starts_in=timedelta(days=5)), await a_session(starts_in=timedelta(days=1))

    assert await found() == [sooner, later]


async def test_sessions_that_are_over_are_left_out() -> None:
    await a_session(starts_in=timedelta(hours=-3))
    going_on = await a_session(starts_in=timedelta(hours=-1))

    assert await found() == [going_on]


async def test_from_shows_what_is_past() -> None:
    past = await a_session(starts_in=timedelta(days=-3))
    await execute("UPDATE session SET state = 'cancelled' WHERE id = $1", await a_session(starts_in=timedelta(days=-2)))

    assert await found(("from", f"{datetime.now(UTC) - timedelta(days=5):%Y-%m-%d}")) == [past]


async def test_days_are_those_of_the_place() -> None:
    session = await a_session()
    await execute("UPDATE location SET timezone = 'Pacific/Auckland'")
    # 23:30 UTC is the next day in Auckland.
    await execute("UPDATE session SET starts_at = '2027-01-12T23:30Z', ends_at = '2027-01-13T00:30Z'")

    assert await found(("from", "2027-01-13"), ("until", "2027-01-13")) == [session]
    assert await found(("until", "2027-01-12")) == []


@pytest.mark.parametrize(
    ("first", "pair"),
    [
        pytest.param({"activity": "kind = 'course'"}, ("kind", "course"), id="kind"),
        pytest.param({"activity": "form = 'cohort'"}, ("form", "cohort"), id="form"),
        pytest.param({"activity": "themes = '{taal,werk}'"}, ("theme", "werk"), id="theme"),
        pytest.param({"activity": "target_groups = '{nt2}'"}, ("target_group", "nt2"), id="target group"),
        pytest.param({"activity": "language = 'ar'"}, ("language", "ar"), id="language"),
        pytest.param({"location": "slug = 'molen'"}, ("location", "molen"), id="location"),
        pytest.param({"location": "place = 'Edam'"}, ("place", "Edam"), id="place"),
        pytest.param({"location": "latitude = 52.37, longitude = 4.9"}, ("near", "52.4,4.9"), id="near"),
        pytest.param({"activity": "title = 'Café 100% Zee'"}, ("q", "cafe 100%"), id="words without accents"),
        pytest.param({"location": "name = 'De Molen'"}, ("q", "molen zee"), id="words of both"),
    ],
)
async def test_filter_finds_only_what_it_asks_for(first: dict[str, str], pair: tuple[str, str]) -> None:
    asked, _ = await two_of(**first)

    assert await found(pair) == [asked]


async def test_words_are_no_patterns() -> None:
    await a_session()

    assert await found(("q", "%")) == []


async def test_other_name_finds_the_activity() -> None:
    edition = await an_edition()
    session, _ = await a_session(edition=edition), await a_session()
    await execute("INSERT INTO activity_alias (activity, name) VALUES ($1, 'Taalcafé')", edition.activity)

    assert await found(("q", "taalcafe")) == [session]


async def test_organisation_stands_for_those_below_it() -> None:
    edition = await an_edition()
    session, _ = await a_session(edition=edition), await a_session()
    top = (
        "INSERT INTO organisation (slug, name, kind, timezone, country) VALUES ('top', 'T', 'provincial', 'UTC', 'NL')"
    )
    await execute(top)
    await execute(
        "UPDATE organisation SET parent = currval('organisation_id_seq')"
        " WHERE id = (SELECT organisation FROM activity WHERE id = $1)",
        edition.activity,
    )

    assert await found(("organisation", "top")) == [session]


async def test_free_leaves_out_what_costs_money() -> None:
    paid, free = await two_of(activity="cost_cents = 500")

    assert await found(("free", "true")) == [free]
    assert set(await found(("free", "false"))) == {paid, free}


async def test_open_leaves_out_what_is_full() -> None:
    await execute("UPDATE session SET seats_taken = 1 WHERE id = $1", await a_session(capacity=1))
    room = await a_session(capacity=1)
    walk_in = await a_session(edition=await an_edition(form=Form.WALK_IN, policy=RegistrationPolicy.NONE))

    assert set(await found(("open", "true"))) == {room, walk_in}


async def test_open_looks_at_the_group_when_people_sign_up_once() -> None:
    edition = await an_edition(form=Form.COHORT, capacity=1)
    await a_session(edition=edition)
    await execute("UPDATE edition SET seats_taken = 1")

    assert await found(("open", "true")) == []


async def test_list_goes_on_after_a_cursor_and_misses_nothing() -> None:
    edition = await an_edition()
    await execute("UPDATE location SET timezone = 'Europe/Amsterdam'")
    made = {await a_session(edition=edition) for _ in range(5)}

    seen: list[UUID] = []
    page = await sessions(read_filters([]), limit=2)
    while page:
        seen += [row.id for row in page]
        page = await sessions(read_filters([]), limit=2, after=cursor_of(page[-1]))

    assert (len(seen), set(seen)) == (5, made)


async def test_unknown_cursor_is_refused() -> None:
    with pytest.raises(UnknownCursor):
        await sessions(read_filters([]), after="page-2")


async def test_row_has_local_times() -> None:
    await a_session()
    await execute("UPDATE session SET starts_at = '2027-01-12T13:00Z', ends_at = '2027-01-12T15:00Z'")

    (row,) = await sessions(read_filters([]))

    assert (row.starts_at.isoformat(), row.ends_at.hour) == ("2027-01-12T14:00:00+01:00", 16)


async def test_a_list_reads_the_same_of_a_session_as_everything_does() -> None:
    await a_session()

    (whole,), (row,) = await sessions(read_filters([])), await listed(read_filters([]))

    assert asdict(row) == {field.name: getattr(whole, field.name) for field in fields(ListedSession)}


async def test_coming_sessions_of_an_activity_and_of_a_place() -> None:
    edition = await an_edition()
    session, _ = await a_session(edition=edition), await a_session()

    assert [row.id for row in await upcoming_of_activity(edition.activity, 5)] == [session]
    assert [row.id for row in await upcoming_of_location(edition.location, 5)] == [session]


async def test_counts_of_a_filter_ignore_its_own_choice() -> None:
    await two_of(activity="kind = 'course', themes = '{taal}'")

    counted = await facets(read_filters([("kind", "course")]))

    assert counted.total == 1
    assert counted.choices["kind"] == [Choice("course", "", 1), Choice("lecture", "", 1)]
    assert counted.choices["theme"] == [Choice("taal", "", 1)]


async def test_counts_name_places() -> None:
    session = await a_session()
    await a_session()
    slug = await fetch_value(
        "SELECT slug FROM location JOIN session ON session.location = location.id WHERE session.id = $1", session
    )

    counted = await facets(read_filters([("location", slug)]))

    assert counted.total == 1
    assert Choice(slug, "De Haven", 1) in counted.choices["location"]
    assert counted.choices["place"] == [Choice("Dorp", "", 1)]


async def test_session_of_a_cohort_that_met_before_has_begun() -> None:
    edition = await an_edition(form=Form.COHORT)
    await a_session(edition=edition, starts_in=timedelta(days=-7))
    await a_session(edition=edition, starts_in=timedelta(days=7))
    assert [row.has_begun for row in await sessions(read_filters([]))] == [True]


async def test_session_of_a_cohort_that_is_still_to_meet_has_not_begun() -> None:
    await a_session(edition=await an_edition(form=Form.COHORT))
    assert [row.has_begun for row in await sessions(read_filters([]))] == [False]
