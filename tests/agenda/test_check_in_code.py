"""The code that people show at the door."""

from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from agenda.own_links import receipt_token
from events.check_in_tokens import check_in_token, registration_of
from events.vocabulary import RegistrationState
from tests.notifications.worlds import local, make_world
from tests.planner.staff_browser import open_browser
from web.signed_links import BrokenLink

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def reader() -> AsyncIterator[AsyncClient]:
    async with open_browser() as client:
        yield client


async def test_code_is_an_image_that_nobody_keeps(reader: AsyncClient) -> None:
    world = await make_world()
    alice = await world.person(session=await world.session(local(1)))
    answer = await reader.get(f"/my/{receipt_token(alice)}/check-in.svg")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.text.startswith("<svg")


async def test_code_stands_on_the_page_of_who_has_a_place(reader: AsyncClient) -> None:
    world = await make_world()
    session = await world.session(local(1))
    for state, shown in ((RegistrationState.CONFIRMED, True), (RegistrationState.WAITING, False)):
        token = receipt_token(await world.person(session=session, email=f"{state}@reader.example", state=state))
        for address in (f"/my/{token}", f"/my/{token}?new=1"):
            page = (await reader.get(address)).text
            assert (address, f'src="/my/{token}/check-in.svg"' in page) == (address, shown)


async def test_code_of_a_broken_link_is_not_found(reader: AsyncClient) -> None:
    assert (await reader.get("/my/broken/check-in.svg")).status_code == 404


async def test_token_of_the_door_opens_no_page_and_that_of_a_page_no_door(reader: AsyncClient) -> None:
    world = await make_world()
    alice = await world.person(session=await world.session(local(1)))
    assert (await reader.get(f"/my/{check_in_token(alice)}")).status_code == 404
    with pytest.raises(BrokenLink):
        registration_of(receipt_token(alice))
    assert registration_of(check_in_token(alice)) == alice
