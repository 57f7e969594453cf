"""Mails that did not arrive, as staff sees them."""

from uuid import UUID

import pytest

from database.transaction import execute, fetch_value
from identity.roles import Role
from notifications.dead_letters import Cause, cause_of, count_dead_letters
from notifications.undeliverable import is_undeliverable, note_bounce
from places.tables import Organisation
from tests.notifications.worlds import local, make_world
from tests.planner.staff_browser import open_browser, sign_in_as

pytestmark = pytest.mark.usefixtures("database")
PATH = "/planner/mail"


async def dead_letter(email: str = "alice@reader.example", error: str = "recipient refused: 550 5.1.1") -> UUID:
    """A confirmation to somebody at the library, which is made when there is none."""
    world = None if await fetch_value("SELECT count(*) FROM organisation") else await make_world()
    session = await world.session(local(14)) if world else await fetch_value("SELECT id FROM session")
    message: UUID = await fetch_value(
        "WITH person AS (INSERT INTO registration (id, session, name, email, locale, state, party_size, created_at)"
        " VALUES (gen_random_uuid(), $1, 'Alice', $2, 'nl', 'confirmed', 1, now() - interval '2 days') RETURNING id)"
        " INSERT INTO message (kind, recipient, subject, registration, session, state, last_error)"
        " SELECT 'confirmation', $2, 'registration:' || id, id, $1, 'failed', $3 FROM person RETURNING id",
        session,
        email,
        error,
    )
    return message


async def state(message: UUID) -> str:
    found: str = await fetch_value("SELECT state || ' ' || recipient FROM message WHERE id = $1", message)
    return found


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        ("recipient refused: 550 5.1.1", Cause.ADDRESS),
        ("mail to this address came back", Cause.ADDRESS),
        ("no mail can be sent to this address", Cause.ADDRESS),
        ("message refused: 554 5.7.1", Cause.REFUSED),
        ("recipient refused: 452 4.2.2", Cause.LATER),
        ("SMTPConnectError", Cause.UNREACHABLE),
        ("no answer in time", Cause.UNREACHABLE),
        ("the mail server closed the connection: 421", Cause.UNREACHABLE),
        ("sender refused: 530 5.7.0", Cause.UNREACHABLE),
        ("KeyError: 'x'", Cause.UNWRITABLE),
        (None, Cause.UNWRITABLE),
    ],
)
def test_cause_is_read_from_what_delivery_wrote(error: str | None, cause: Cause) -> None:
    assert cause_of(error, bounced=False) == cause


def test_cause_of_what_bounced_or_may_have_arrived() -> None:
    assert cause_of("ConnectionResetError", bounced=True, unconfirmed=True) == Cause.ADDRESS
    assert cause_of("ConnectionResetError", bounced=False, unconfirmed=True) == Cause.UNCERTAIN


async def test_page_says_who_what_and_why_and_can_be_narrowed() -> None:
    await dead_letter()
    await dead_letter("bob@reader.example", "message refused: 554")
    async with open_browser() as browser:
        await sign_in_as(browser, "p@demo.example", Role.PROGRAMMER, "bibliotheek")
        page = (await browser.get(PATH)).text
        narrowed = (await browser.get(f"{PATH}?cause=refused")).text

    told = ("alice@reader.example", "bob@reader.example", "Het adres bestaat niet")
    assert [each for each in told if each not in page] == []
    assert [each in narrowed for each in ("alice@reader.example", "bob@reader.example")] == [False, True]
    assert 'href="/planner/mail"' in page


async def test_sending_again_makes_the_mail_new_and_the_address_right() -> None:
    alice, bob = await dead_letter(), await dead_letter("bob@reader.example")
    await note_bounce("alice@reader.example", status="5.1.1", permanent=True)
    async with open_browser() as browser:
        await sign_in_as(browser, "p@demo.example", Role.PROGRAMMER, "bibliotheek")
        answer = await browser.post(f"{PATH}/resend", data={"message": str(alice)})
        said = (await browser.get(answer.headers["location"])).text

    assert (await state(alice), await state(bob)) == ("pending alice@reader.example", "failed bob@reader.example")
    assert not await is_undeliverable("alice@reader.example")
    assert "1 mail wordt opnieuw verstuurd." in said
    assert await fetch_value("SELECT action || ' ' || (details ->> 'number') FROM operation") == "mail.resend 1"


async def test_all_of_a_cause_are_sent_again_and_no_others() -> None:
    letters = [await dead_letter(f"{name}@reader.example") for name in ("alice", "bob")]
    other = await dead_letter("carol@reader.example", "message refused: 554")
    async with open_browser() as browser:
        await sign_in_as(browser, "p@demo.example", Role.PROGRAMMER, "bibliotheek")
        await browser.post(f"{PATH}/resend", data={"cause": "address"})

    assert [(await state(each)).split()[0] for each in (*letters, other)] == ["pending", "pending", "failed"]


async def test_corrected_address_gets_the_mail_and_everything_after_it() -> None:
    message = await dead_letter("alice@reader.exmaple")
    async with open_browser() as browser:
        await sign_in_as(browser, "p@demo.example", Role.PROGRAMMER, "bibliotheek")
        wrong = await browser.post(f"{PATH}/{message}/address", data={"email": "alice"})
        right = await browser.post(f"{PATH}/{message}/address", data={"email": " alice@reader.example "})

    assert (wrong.status_code, right.status_code) == (400, 303)
    assert await state(message) == "pending alice@reader.example"
    assert await fetch_value("SELECT email FROM registration") == "alice@reader.example"


async def test_address_that_signed_up_for_the_same_already_is_refused() -> None:
    message = await dead_letter("alice@reader.exmaple")
    await dead_letter("alice@reader.example")
    async with open_browser() as browser:
        await sign_in_as(browser, "p@demo.example", Role.PROGRAMMER, "bibliotheek")
        answer = await browser.post(f"{PATH}/{message}/address", data={"email": "Alice@reader.example"})

    assert answer.status_code == 409
    assert await state(message) == "failed alice@reader.exmaple"


async def test_mails_of_another_library_are_neither_seen_nor_sent() -> None:
    message = await dead_letter()
    await Organisation(slug="elders", name="Elders", kind="library").save()
    async with open_browser() as browser:
        await sign_in_as(browser, "o@demo.example", Role.PROGRAMMER, "elders")
        page = await browser.get(PATH)
        answers = [
            await browser.post(f"{PATH}/resend", data={"message": str(message)}),
            await browser.post(f"{PATH}/{message}/address", data={"email": "bob@reader.example"}),
        ]

    assert "alice@reader.example" not in page.text
    assert [answer.status_code for answer in answers] == [404, 404]
    assert await state(message) == "failed alice@reader.example"


async def test_mail_that_is_late_counts_and_one_that_has_just_begun_does_not() -> None:
    message = await dead_letter()
    organisation = await fetch_value("SELECT id FROM organisation")
    await execute("UPDATE message SET state = 'pending', attempts = 1")
    early = await count_dead_letters([organisation])
    await execute("UPDATE message SET created_at = now() - interval '2 hours' WHERE id = $1", message)

    assert (early, await count_dead_letters([organisation])) == (0, 1)


async def test_first_page_and_desk_point_to_what_did_not_arrive() -> None:
    await dead_letter()
    await note_bounce("alice@reader.example", status="5.1.1", permanent=True)
    session, registration = (
        await fetch_value("SELECT session FROM message"),
        await fetch_value("SELECT id FROM registration"),
    )
    async with open_browser() as browser:
        await sign_in_as(browser, "p@demo.example", Role.PROGRAMMER, "bibliotheek")
        first, desk, person = [
            (await browser.get(path)).text
            for path in (
                "/planner",
                f"/planner/sessions/{session}/people",
                f"/planner/registrations/{registration}",
            )
        ]

    assert "1 mail kwam niet aan" in first
    assert ["Mail naar dit adres kwam terug" in page for page in (desk, person)] == [True, True]
