"""No more mails of a list, with one click (RFC 8058)."""

from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient

from database.transaction import execute
from notifications.unsubscribing import token_of, wants
from notifications.vocabulary import MailingList

ALICE = "alice@reader.example"


async def address(kind: str = "follow_up") -> str:
    """The link in a mail to Alice."""
    message: UUID = uuid4()
    await execute(
        "INSERT INTO message (id, kind, recipient, subject) VALUES ($1, $2, $3, 'a meeting')", message, kind, ALICE
    )
    return f"/unsubscribe/{token_of(message)}"


async def test_opening_the_link_asks_and_changes_nothing(reader: AsyncClient) -> None:
    page = await reader.get(await address())

    assert (page.status_code, "Deze mails niet meer krijgen?" in page.text) == (200, True)
    assert page.headers["cache-control"] == "no-store"
    assert await wants(ALICE, MailingList.AFTERWARDS)


@pytest.mark.parametrize(
    ("sent", "headers"),
    [
        ({"data": {"List-Unsubscribe": "One-Click"}}, {}),
        ({"files": {"List-Unsubscribe": (None, "One-Click")}}, {}),
        ({"data": {}}, {"Origin": "https://webmail.example", "Sec-Fetch-Site": "cross-site"}),
        ({"data": {"List-Unsubscribe": "One-Click"}}, {"Origin": "null"}),
    ],
)
async def test_one_click_from_anywhere_ends_that_list_only(
    reader: AsyncClient, sent: dict[str, dict[str, str]], headers: dict[str, str]
) -> None:
    page = await reader.post(await address(), **sent, headers=headers)  # type: ignore[arg-type]

    assert (page.status_code, "Je krijgt deze mails niet meer" in page.text) == (200, True)
    assert not await wants(ALICE, MailingList.AFTERWARDS)
    assert await wants(ALICE, MailingList.DIGEST)


async def test_click_can_be_taken_back(reader: AsyncClient) -> None:
    link = await address("digest")
    await reader.post(link)
    ended = await reader.get(link)

    page = await reader.post(link, data={"again": "1"})

    assert 'name="again"' in ended.text
    assert "Je krijgt deze mails weer" in page.text
    assert await wants(ALICE, MailingList.DIGEST)


@pytest.mark.parametrize("kind", ["confirmation", None])
async def test_link_of_no_list_or_of_nobody_says_so(reader: AsyncClient, kind: str | None) -> None:
    link = await address(kind) if kind else "/unsubscribe/nonsense"

    assert [(await reader.get(link)).status_code, (await reader.post(link)).status_code] == [404, 404]
