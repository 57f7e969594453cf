"""The demo world in the database."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from database.transaction import fetch, fetch_value
from identity.accounts import account_by_email, sign_in
from identity.hosting import places_of
from leeragenda.demo.accounts import DEMO_PASSWORD
from leeragenda.demo.errors import DemoRefusedInProduction
from leeragenda.demo.loading import load_world
from leeragenda.demo.seeding import is_seeded, seed
from settings import get_settings
from tests.leeragenda.demo_world import have_demo_world

pytestmark = pytest.mark.usefixtures("database")

NOW = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
TABLES = (
    "organisation",
    "location",
    "account",
    "package",
    "content_link",
    "activity",
    "edition",
    "session",
    "registration",
    "attendance",
)
ON_DAY = """
SELECT activity.key FROM session JOIN edition ON edition.id = session.edition
JOIN activity ON activity.id = edition.activity
WHERE (session.starts_at AT TIME ZONE 'Europe/Amsterdam')::date = $1 AND session.state = 'scheduled'
"""


# The neighbours' calendar brings activities of its own.
_PLANNED_HERE = """
SELECT count(*) FROM activity WHERE NOT EXISTS (
    SELECT FROM imported_event JOIN session ON session.id = imported_event.session
        JOIN edition ON edition.id = session.edition WHERE edition.activity = activity.id
)
"""


async def test_seed_fills_an_empty_database_and_then_leaves_it_alone() -> None:
    assert not await is_seeded()
    assert await seed(NOW)
    before = await _contents()

    assert not await seed(NOW + timedelta(days=3))

    assert await is_seeded()
    assert await _contents() == before
    assert await fetch_value(_PLANNED_HERE) == 60
    assert before["package"] == 20


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LEERAGENDA_ENVIRONMENT", "production")
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


@pytest.mark.usefixtures("production")
async def test_seed_is_refused_in_production() -> None:
    with pytest.raises(DemoRefusedInProduction):
        await seed(NOW)

    assert not await is_seeded()


@pytest.mark.parametrize("today", [date(2026, 11, 22), date(2026, 12, 25), date(2028, 2, 29)], ids=str)
async def test_seeded_world_has_something_today_and_tomorrow(today: date) -> None:
    await seed(datetime(today.year, today.month, today.day, 7, tzinfo=UTC))

    today_and_tomorrow = [await fetch(ON_DAY, today), await fetch(ON_DAY, today + timedelta(days=1))]

    assert all(
        {"verhalen-bij-de-koffie", "online-praatuurtje"} <= {row["key"] for row in day} for day in today_and_tomorrow
    )


async def test_seeded_seats_are_those_of_the_people_who_have_a_place() -> None:
    await have_demo_world(NOW)
    sql = """
    SELECT count(*) FROM {0} WHERE seats_taken <> (
        SELECT coalesce(sum(party_size), 0) FROM registration
        WHERE registration.{0} = {0}.id AND state NOT IN ('waiting', 'cancelled'))
    """

    assert await fetch_value(sql.format("session")) == 0
    assert await fetch_value(sql.format("edition")) == 0
    assert await fetch_value("SELECT count(*) FROM edition WHERE seats_taken > 0") > 20


async def test_one_full_session_has_three_people_waiting() -> None:
    await have_demo_world(NOW)

    rows = await fetch("""
        SELECT activity.key, session.seats_taken, session.capacity, count(*) AS waiting
        FROM registration JOIN session ON session.id = registration.session
        JOIN edition ON edition.id = session.edition JOIN activity ON activity.id = edition.activity
        WHERE registration.state = 'waiting' GROUP BY activity.key, session.id
    """)

    assert [tuple(row) for row in rows] == [("podcast-maken", 8, 8, 3)]


async def test_one_coming_session_is_cancelled_with_its_reason() -> None:
    await have_demo_world(NOW)

    rows = await fetch("SELECT starts_at, cancel_reason FROM session WHERE state = 'cancelled'")

    assert [row["cancel_reason"].partition(".")[0] for row in rows] == ["De fotograaf is ziek"]
    assert rows[0]["starts_at"] > NOW


async def test_people_who_walked_in_are_counted_and_members_were_there_or_not() -> None:
    await have_demo_world(NOW)

    counted = await fetch_value("SELECT count(*) FROM session WHERE headcount IS NOT NULL AND starts_at < $1", NOW)
    later = await fetch_value("SELECT count(*) FROM session WHERE headcount IS NOT NULL AND starts_at > $1", NOW)
    present = await fetch("SELECT presence FROM attendance GROUP BY presence ORDER BY presence")

    assert counted > 100
    assert later == 0
    assert [row["presence"] for row in present] == ["absent", "present"]


async def _contents() -> dict[str, int]:
    return {table: await fetch_value(f"SELECT count(*) FROM {table}") for table in TABLES}  # noqa: S608


async def test_accounts_of_the_demo_can_sign_in_and_the_host_has_places() -> None:
    await have_demo_world(NOW)

    accounts = [await sign_in(email=shape.email, password=DEMO_PASSWORD) for shape in load_world().accounts]

    assert [account.email for account in accounts if account] == [shape.email for shape in load_world().accounts]
    host = await account_by_email("host@demo.example")
    assert len(await places_of(host.id)) == 3
