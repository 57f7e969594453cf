import json
import re
from datetime import timedelta

import pytest
from httpx import AsyncClient

from agenda import learn_page
from content_links.vocabulary import Phase
from database.transaction import execute, fetch, fetch_value
from tests.agenda.counting import count_queries
from tests.builders import a_session, an_edition
from tests.content_links.examples import link, make_location, make_package
from tests.content_links.licensing.examples import DAY, TODAY, make_licence


async def shown(reader: AsyncClient, query: str = "") -> list[str]:
    answer = await reader.get(f"/learn{query}")
    assert answer.status_code == 200
    return re.findall(r'leeragenda-card__link" href="/learn/([\w-]+)"', answer.text)


async def test_learn_shows_what_fits_the_filters(reader: AsyncClient) -> None:
    await make_package("taal", title="Taal", themes=("taal",))
    await make_package("rekenen", title="Rekenen", themes=("rekenen",))
    await make_package("oud", title="Oud", state="ended")

    assert await shown(reader) == ["rekenen", "taal"]
    assert await shown(reader, "?theme=taal&q=") == ["taal"]
    assert await shown(reader, "?theme=taal&theme=rekenen") == ["rekenen", "taal"]
    assert await shown(reader, "?access=open&q=reken") == ["rekenen"]


async def test_learn_shows_each_choice_with_the_address_without_it(reader: AsyncClient) -> None:
    await make_package("taal", themes=("taal",))

    html = (await reader.get("/learn?theme=taal&access=open")).text

    assert re.findall(r'leeragenda-chosen__chip" href="([^"]+)"', html) == ["/learn?access=open", "/learn?theme=taal"]


async def test_learn_without_anything_leads_back(reader: AsyncClient) -> None:
    assert "We hebben online niets gevonden" in (await reader.get("/learn?q=niets")).text


@pytest.mark.parametrize("query", ["theme=onzin", "kleur=rood", "access=x", "after=nergens"])
async def test_learn_refuses_what_it_does_not_know(reader: AsyncClient, query: str) -> None:
    assert (await reader.get(f"/learn?{query}")).status_code == 400


async def test_learn_goes_on_where_a_page_ended(reader: AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learn_page, "PAGE_SIZE", 2)
    for name in ("a", "b", "c"):
        await make_package(name, title=name)

    html = (await reader.get("/learn?theme=digitaal")).text

    assert re.findall(r'rel="next" href="([^"]+)"', html) == ["/learn?theme=digitaal&amp;after=b"]
    assert await shown(reader, "?theme=digitaal&after=b") == ["c"]


async def test_learn_puts_the_coming_meetings_on_a_card(reader: AsyncClient) -> None:
    edition = await an_edition()
    await a_session(edition=edition, starts_in=timedelta(days=-1))
    session = await a_session(edition=edition, starts_in=timedelta(days=1))
    await make_package()
    await link(phase=Phase.FOLLOW_UP, activity=await fetch_value("SELECT slug FROM activity"))

    html = (await reader.get("/learn")).text

    assert re.findall(r"\?session=([\w-]+)", html) == [str(session)]
    assert re.findall(r"leeragenda-path-short__stop--(\w+)", html) == ["coming", "current"]


@pytest.mark.parametrize("rows", [1, 3])
async def test_learn_takes_five_queries_and_then_three(
    reader: AsyncClient, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    for number in range(rows):
        await make_package(f"pakket-{number}")
    queries = count_queries(monkeypatch)

    numbers = []
    for _time in range(2):
        await reader.get("/learn")
        numbers.append(len(queries))
        queries.clear()

    assert numbers == [5, 3]


async def test_package_says_how_to_get_in_and_where_to_meet(reader: AsyncClient) -> None:
    edition = await an_edition()
    session = await a_session(edition=edition)
    await make_package(access="staff_account")
    await link(activity=await fetch_value("SELECT slug FROM activity"))

    html = (await reader.get("/learn/klik-en-tik")).text

    assert "Vraag een inlog aan de balie van de bibliotheek." in html
    assert set(re.findall(r"\?session=([\w-]+)", html)) == {str(session)}
    assert re.findall(r"leeragenda-path__stop--(\w+)", html) == ["current", "coming"]
    assert 'href="https://oefenen.example/klik"' in html


async def test_package_leaves_out_what_does_not_go_on(reader: AsyncClient) -> None:
    edition = await an_edition()
    await a_session(edition=edition)
    await make_package()
    await link(activity=await fetch_value("SELECT slug FROM activity"))
    await execute("UPDATE session SET state = 'cancelled'")

    html = (await reader.get("/learn/klik-en-tik")).text

    assert "?session=" not in html
    assert "Lezing over de zee (nog geen datum)" in html


async def test_package_that_has_ended_cannot_be_started(reader: AsyncClient) -> None:
    await make_package(state="ended")

    html = (await reader.get("/learn/klik-en-tik")).text

    assert "Deze cursus is gestopt" in html
    assert "https://oefenen.example/klik" not in html


async def test_package_that_does_not_exist_is_not_found(reader: AsyncClient) -> None:
    assert (await reader.get("/learn/nergens")).status_code == 404


async def test_learn_shows_what_my_library_offers_and_where_it_meets(reader: AsyncClient) -> None:
    edition, other = await an_edition(), await an_edition()
    own, elsewhere = await a_session(edition=edition), await a_session(edition=other)
    for slug in ("vrij", "eigen", "ander"):
        await make_package(slug, title=slug)
    sql = "SELECT activity.slug, organisation.slug AS library FROM activity JOIN organisation ON organisation.id = "
    rows = await fetch(f"{sql} activity.organisation ORDER BY activity.id")
    for row in rows:
        await link("vrij", activity=row["slug"])
    await make_licence("eigen", rows[0]["library"])
    await make_licence("ander", rows[1]["library"])

    html = (await reader.get(f"/learn?organisation={rows[0]['library']}")).text

    assert re.findall(r'card__link" href="/learn/(\w+)\?', html) == ["eigen", "vrij"]
    assert re.findall(r"\?session=([\w-]+)", html) == [str(own)]
    assert str(elsewhere) in (await reader.get(f"/learn/vrij?organisation={rows[1]['library']}")).text
    assert (await reader.get("/learn?organisation=niets")).status_code == 400


async def test_learn_shows_meetings_near_a_point_and_in_a_place(reader: AsyncClient) -> None:
    edition = await an_edition()
    session = str(await a_session(edition=edition))
    await execute("UPDATE location SET latitude = 51.92, longitude = 4.48, place = 'Rotterdam'")
    await make_package()
    await link(activity=await fetch_value("SELECT slug FROM activity"))

    async def met(query: str) -> bool:
        pages = [(await reader.get(f"{path}?{query}")).text for path in ("/learn", "/learn/klik-en-tik")]
        assert (session in pages[0]) == (session in pages[1])
        return session in pages[0]

    assert await met("near=51.9,4.5")
    assert not await met("near=52.37,4.9")
    assert await met("near=52.37,4.9&within_km=100")
    assert await met("place=Rotterdam")
    assert not await met("place=Delft")


async def test_learn_in_another_order(reader: AsyncClient) -> None:
    await make_package("a", title="a", duration_minutes=90)
    await make_package("b", title="b", duration_minutes=10)

    assert await shown(reader, "?sort=shortest") == ["b", "a"]
    assert await shown(reader, "?duration=quarter") == ["b"]


async def test_package_that_is_not_offered_proposes_what_is_like_it(reader: AsyncClient) -> None:
    await make_location()
    await make_package()
    await make_package("net", title="Internetten")
    await make_licence(organisation="rotterdam", ends_on=TODAY - DAY)

    html = (await reader.get("/learn/klik-en-tik")).text

    assert "Nu niet beschikbaar" in html
    assert 'href="/learn/net"' in html
    assert "https://oefenen.example/klik" not in html


async def test_package_is_told_to_search_engines_with_its_meetings(reader: AsyncClient) -> None:
    session = await a_session()
    await make_package(title="</script><b>")
    await link(activity=await fetch_value("SELECT slug FROM activity"))

    html = (await reader.get("/learn/klik-en-tik")).text
    [script] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    told = json.loads(script)

    assert (told["@type"], told["name"]) == ("Course", "</script><b>")
    assert [event["@id"].rpartition("/")[2] for event in told["isRelatedTo"]] == [f"{session}.ics"]
