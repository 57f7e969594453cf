from uuid import UUID

import pytest

from agenda.own_links import receipt_token
from events.cancelling import cancel_registration
from events.registering import Applicant, register
from tests.agenda.signups import reading
from tests.builders import a_session, state_of

pytestmark = pytest.mark.usefixtures("database")


async def offered() -> tuple[UUID, UUID]:
    """Bob is offered the only place, Carol waits behind him."""
    session = await a_session(capacity=1)
    alice, bob, carol = [
        await register(session=session, applicant=Applicant(name=name, email=f"{name}@reader.example"))
        for name in ("alice", "bob", "carol")
    ]
    await cancel_registration(alice.id, by="attendee")
    return bob.id, carol.id


def address(registration: UUID, what: str = "") -> str:
    return f"/api/v1/registrations/{receipt_token(registration)}{what}"


async def test_offered_place_says_until_when_and_is_taken() -> None:
    bob, _ = await offered()
    async with reading() as reader:
        before = (await reader.get(address(bob))).json()
        after = await reader.post(address(bob, "/accept"))
    assert (before["status"], before["offer_expires_at"] is not None) == ("offered", True)
    assert (after.status_code, after.json()["status"], after.json()["offer_expires_at"]) == (200, "confirmed", None)


async def test_offered_place_is_left_to_the_next() -> None:
    bob, carol = await offered()
    async with reading() as reader:
        answer = await reader.post(address(bob, "/decline"))
    assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")
    assert await state_of(carol) == "offered"


async def test_who_waits_has_no_offer_to_take() -> None:
    _, carol = await offered()
    async with reading() as reader:
        answer = await reader.post(address(carol, "/accept"))
    assert (answer.status_code, answer.json()["code"]) == (409, "offer_gone")
