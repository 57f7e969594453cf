"""The signed link to a package: who counts as a person, what must be known first, and that it never ends nowhere."""

import re
from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from httpx import AsyncClient, Response

from agenda.own_links import mailed_token, receipt_token
from content_links.learning.opening_links import OpenLink, open_token
from content_links.licensing.days import local_today
from content_links.queries import PackageRow
from content_links.vocabulary import Access
from database.transaction import execute, fetch_value
from tests.application import visitor
from tests.content_links.learning.examples import a_package, a_person, a_place, used
from tests.content_links.licensing.examples import DAY, make_licence

pytestmark = pytest.mark.usefixtures("database")

SITE = "https://agenda.example"
PERSON = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}


@pytest.fixture
async def client() -> AsyncIterator[AsyncClient]:
    async with visitor(SITE, headers={"Accept-Language": "en"}) as client:
        yield client


@pytest.fixture
async def alice(database: None) -> UUID:
    return await a_person(await a_place())


def opened(alice: UUID, package: PackageRow, unit: int | None = None, *, from_mail: bool = True) -> str:
    link = OpenLink(registration=alice, package=package.id, unit=unit, from_mail=from_mail)
    return f"/open/{open_token(link)}"


def title(answer: Response) -> str:
    return re.findall(r"<h1[^>]*>([^<]*)<", answer.text)[0]


async def test_person_goes_there_at_once_and_nothing_of_ours_goes_along(client: AsyncClient, alice: UUID) -> None:
    package, _ = await a_package()
    answer = await client.get(opened(alice, package), headers=PERSON)
    assert (answer.status_code, answer.headers["location"]) == (303, "https://oefenen.example/klik")
    headers = [answer.headers[name] for name in ("referrer-policy", "cache-control")]
    assert (headers, await used()) == (["no-referrer", "no-store"], [(1, 0)])


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}])
async def test_what_scans_mails_gets_a_page_and_counts_for_nothing(
    client: AsyncClient, alice: UUID, headers: dict[str, str]
) -> None:
    package, _ = await a_package()
    address = opened(alice, package)
    answers = [await client.get(address, headers=headers), await client.head(address, headers=headers)]
    assert ([each.status_code for each in answers], await used()) == ([200, 200], [])
    assert f'href="{address}?go=1"' in answers[0].text


async def test_old_browser_goes_on_from_the_page(client: AsyncClient, alice: UUID) -> None:
    package, _ = await a_package()
    answer = await client.get(f"{opened(alice, package)}?go=1")
    assert (answer.status_code, await used()) == (303, [(1, 0)])


@pytest.mark.parametrize("headers", [{"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}])
async def test_looking_ahead_is_refused(client: AsyncClient, alice: UUID, headers: dict[str, str]) -> None:
    package, _ = await a_package()
    answer = await client.get(opened(alice, package), headers=PERSON | headers)
    assert (answer.status_code, await used()) == (503, [])


@pytest.mark.parametrize(
    ("access", "said"),
    [
        (Access.LIBRARY_ACCOUNT, "number and the password of your library card"),
        (Access.STAFF_ACCOUNT, "Ask for a login at the desk"),
    ],
)
async def test_what_must_be_known_is_told_the_first_time(
    client: AsyncClient, alice: UUID, access: Access, said: str
) -> None:
    package, _ = await a_package(access=access, access_note="Neem je pas mee.")
    address = opened(alice, package)
    first = await client.get(address, headers=PERSON)
    assert (first.status_code, said in first.text, "Neem je pas mee." in first.text) == (200, True, True)
    assert await used() == []
    assert (await client.get(f"{address}?go=1", headers=PERSON)).status_code == 303
    assert (await client.get(address, headers=PERSON)).status_code == 303


async def test_what_is_only_in_the_library_says_where(client: AsyncClient, alice: UUID) -> None:
    package, _ = await a_package(access=Access.IN_BRANCH, url=None)
    answer = await client.get(opened(alice, package), headers=PERSON)
    assert (answer.status_code, 'href="/locations/' in answer.text, "go=1" in answer.text) == (200, True, False)


async def test_licence_that_ended_leads_to_what_is_like_it(client: AsyncClient, alice: UUID) -> None:
    package, _ = await a_package()
    await a_package("nog-een", title="Nog een cursus")
    await make_licence(ends_on=local_today() - DAY)
    answer = await client.get(opened(alice, package), headers=PERSON)
    assert title(answer) == "This online course is not there now"
    assert ('href="/learn/nog-een"' in answer.text, await used()) == (True, [])


async def test_package_that_was_deleted_leads_back(client: AsyncClient, alice: UUID) -> None:
    package, _ = await a_package()
    address = opened(alice, package)
    await execute("DELETE FROM package")
    answer = await client.get(address, headers=PERSON)
    assert title(answer) == "This online course is not there now"
    assert f'href="/my/{mailed_token(alice)}"' in answer.text


async def test_seats_are_taken_once_a_person_and_never_over(client: AsyncClient, alice: UUID) -> None:
    package, _ = await a_package()
    await make_licence(seats=1)
    bob = await a_person(await fetch_value("SELECT id FROM session"), "bob@reader.example")
    links = [opened(alice, package), opened(alice, package, from_mail=False), opened(bob, package)]
    answers = [await client.get(link, headers=PERSON) for link in links]
    assert [each.status_code for each in answers] == [303, 303, 200]
    assert (title(answers[2]), await fetch_value("SELECT seats_taken FROM licence")) == ("All places are taken", 1)


async def test_package_goes_on_with_the_part_after_what_is_done(client: AsyncClient, alice: UUID) -> None:
    package, [first, _] = await a_package(units=2)
    await client.post(f"{opened(alice, package, first)}/done")
    answer = await client.get(opened(alice, package), headers=PERSON)
    assert answer.headers["location"] == "https://oefenen.example/2"


async def test_done_comes_back_to_the_page_that_asked_and_nowhere_else(client: AsyncClient, alice: UUID) -> None:
    package, _ = await a_package()
    address = f"{opened(alice, package, from_mail=False)}/done"
    own = f"/my/{receipt_token(alice)}"
    asked = {"/my/all/abc": "/my/all/abc", "//evil.example": own, "https://evil.example": own, "": own}
    back = [(await client.post(address, data={"back": each})).headers["location"] for each in asked]
    assert back == [f"{each}#path-title" for each in asked.values()]
    assert await used() == [(0, 1)]


async def test_done_is_taken_back(client: AsyncClient, alice: UUID) -> None:
    package, _ = await a_package()
    for change in ("", "undo"):
        await client.post(f"{opened(alice, package)}/done", data={"change": change})
    assert await used() == [(0, 0)]


async def test_broken_link_and_that_of_who_was_forgotten_open_nothing(client: AsyncClient, alice: UUID) -> None:
    package, _ = await a_package()
    address = opened(alice, package)
    await execute("UPDATE registration SET email = NULL, anonymised_at = now()")
    found = [await client.get(address, headers=PERSON), await client.get(f"{address}A", headers=PERSON)]
    found.append(await client.post(f"{address}/done"))
    assert ([each.status_code for each in found], await used()) == ([404] * 3, [])


async def test_provider_that_reports_back_gets_a_reference_and_says_so_with_it(
    client: AsyncClient, alice: UUID
) -> None:
    package, _ = await a_package()
    await execute("UPDATE provider SET report_parameter = 'ref'")
    answer = await client.get(opened(alice, package), headers=PERSON)
    address, _, reference = answer.headers["location"].partition("?ref=")
    assert (address, await used()) == ("https://oefenen.example/klik", [(1, 0)])
    told = [(await client.post(f"/api/v1/progress/{each}")).status_code for each in (reference, reference, "x" * 64)]
    assert (told, await used()) == ([204, 204, 404], [(1, 1)])
