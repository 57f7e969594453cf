"""Whether addresses still answer."""

from datetime import UTC, datetime, timedelta

import pytest

from content_links.harvesting import checking_links
from content_links.harvesting.checking_links import check_links
from content_links.harvesting.dead_links import check_again, dead_links
from content_links.packaging import add_unit
from content_links.schemas import UnitDetails
from database.transaction import execute, fetch, fetch_value
from places.organising import create_organisation
from places.schemas import OrganisationDetails
from tests.content_links.examples import make_package
from tests.content_links.harvesting.servers import Asked, Says, Site

pytestmark = pytest.mark.usefixtures("database", "own_network")

NOW = datetime(2027, 1, 4, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("elsewhere.robots.Robots.pause", 0.0)


async def a_package(site: Site, path: str, slug: str = "klik") -> None:
    await make_package(slug, url=site.url(path))


async def found() -> list[tuple[str, int | None, str, int]]:
    rows = await fetch("SELECT url, status, reason, failures FROM link_check ORDER BY url")
    return [("/" + row["url"].split("/", 3)[3], row["status"], row["reason"], row["failures"]) for row in rows]


def methods(site: Site, path: str) -> list[str]:
    return [asked.method for asked in site.asked if asked.path == path]


async def test_address_that_answers_is_looked_at_once_a_week_by_head(site: Site) -> None:
    site.pages["/klik"] = Says("hello")
    await a_package(site, "/klik")
    assert [await check_links(now=NOW + timedelta(days=day)) for day in (0, 6, 7)] == [1, 0, 1]
    assert (await found(), methods(site, "/klik")) == ([("/klik", 200, "", 0)], ["HEAD", "HEAD"])
    agents = {asked.headers["user-agent"] for asked in site.asked if asked.path == "/klik"}
    assert agents == {"Leeragenda (+http://localhost:8000)"}


async def test_get_is_used_where_head_does_not_work_and_a_login_is_an_answer(site: Site) -> None:
    site.pages["/klik"] = lambda asked: Says(status=405 if asked.method == "HEAD" else 200)
    site.pages["/login"] = Says(status=403)
    site.pages["/moved"] = Says(status=301, headers={"location": "/klik"})
    for path in ("/klik", "/login", "/moved"):
        await a_package(site, path, path[1:])
    await check_links(now=NOW)
    assert await found() == [("/klik", 200, "", 0), ("/login", 403, "", 0), ("/moved", 200, "", 0)]
    assert methods(site, "/login") == ["HEAD"]


async def test_address_is_dead_after_three_failures_in_three_days_and_alive_as_soon_as_it_answers(site: Site) -> None:
    site.pages["/klik"] = Says(status=404)
    await a_package(site, "/klik")
    looks = [await check_links(now=NOW + timedelta(days=day)) for day in (0, 0.9, 1, 2.9)]
    assert (looks, await dead_links([])) == ([1, 0, 1, 0], [])
    assert await check_links(now=NOW + timedelta(days=3)) == 1
    (dead,) = await dead_links([])
    assert (dead.slug, dead.unit, dead.status, dead.failures) == ("klik", None, 404, 3)
    assert await check_links(now=NOW + timedelta(days=9)) == 0
    site.pages["/klik"] = Says()
    assert await check_again(dead.id, [])
    assert await check_links(now=datetime.now(UTC) + timedelta(days=400)) == 1
    assert await dead_links([]) == []


async def test_what_robots_may_not_see_is_not_asked_and_is_not_dead(site: Site) -> None:
    site.pages["/robots.txt"] = Says("User-agent: *\nDisallow: /private")
    site.pages["/open"] = Says()
    await a_package(site, "/private/klik", "dicht")
    await a_package(site, "/open", "open")
    await check_links(now=NOW)
    refused = "The site does not want programs to look at this address."
    assert await found() == [("/open", 200, "", 0), ("/private/klik", None, refused, 0)]
    assert methods(site, "/private/klik") == []
    assert len(methods(site, "/robots.txt")) == 1


async def test_site_whose_rules_fail_is_not_asked_further(site: Site) -> None:
    site.pages["/robots.txt"] = Says(status=500)
    site.pages["/klik"] = Says()
    await a_package(site, "/klik")
    await check_links(now=NOW)
    assert (methods(site, "/klik"), (await found())[0][3]) == ([], 0)


async def test_site_that_is_gone_is_asked_once_for_all_its_addresses(site: Site) -> None:
    gone = "http://127.0.0.1:1"
    for number in range(3):
        await make_package(f"weg-{number}", url=f"{gone}/{number}")
    site.pages["/circle"] = Says(status=302, headers={"location": "/circle"})
    await a_package(site, "/circle")
    assert await check_links(now=NOW) == 4
    silent, circle = "The address gives no answer.", "The address sends us on to another one again and again."
    assert [row[2:] for row in await found()] == [(silent, 1)] * 3 + [(circle, 1)]
    assert len(methods(site, "/circle")) == 6


async def test_parts_are_looked_at_too_and_what_is_not_offered_is_forgotten(site: Site) -> None:
    site.pages["/deel"] = Says(status=410)
    await make_package("klik", access="library_account", url=None)
    await add_unit(package_slug="klik", details=UnitDetails(position=1, title="Les 1", url=site.url("/deel")))
    for day in (0, 1, 3):
        await check_links(now=NOW + timedelta(days=day))
    (dead,) = await dead_links([])
    assert (dead.title, dead.unit, dead.status) == ("Klik & Tik", "Les 1", 410)
    await execute("DELETE FROM unit")
    await check_links(now=NOW + timedelta(days=3))
    assert await fetch_value("SELECT count(*) FROM link_check") == 0


async def test_owner_sees_its_own_dead_links(site: Site) -> None:
    library = await create_organisation(details=OrganisationDetails(slug="bieb", name="De Bieb", kind="library"))
    await a_package(site, "/weg")
    await execute("UPDATE package SET owner = $1", library.id)
    for day in (0, 1, 3):
        await check_links(now=NOW + timedelta(days=day))
    (dead,) = await dead_links([library.id])
    assert (dead.owner, await dead_links([]), await check_again(dead.id, [])) == ("De Bieb", [], False)


async def test_addresses_that_are_reserved_for_examples_are_left_alone() -> None:
    reserved = ("https://a.example/klik", "http://example", "https://a.b.TEST:8443?x", "https://x.invalid#a")
    real = ("https://example.org/", "https://a.example.nl/", "https://nl/a.example")
    for number, url in enumerate((*reserved, *real)):
        await make_package(f"pakket-{number}", url=url)
    await execute(checking_links._FOLLOW, NOW)
    assert sorted(row["url"] for row in await fetch("SELECT url FROM link_check")) == sorted(real)


async def test_slow_site_does_not_keep_the_others_waiting(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("elsewhere.asking.MOST_SECONDS", 0.3)

    def hangs(_: Asked) -> Says:
        return Says(hangs=True)

    site.pages["/traag"] = hangs
    await a_package(site, "/traag")
    assert await check_links(now=NOW) == 1
    assert await found() == [("/traag", None, "The address gives no answer.", 1)]
