"""Who wants no more mail of a list."""

from uuid import UUID

import pytest

from database.transaction import fetch_value
from notifications.unsubscribing import (
    Subscriber,
    forget_subscriber,
    forget_unused_unsubscriptions,
    resubscribe,
    subscriber_of,
    token_of,
    unsubscribe,
    unwanted,
    wants,
)
from notifications.vocabulary import MailingList
from tests.notifications.worlds import local, make_world
from web.signed_links import BrokenLink, signed_links

pytestmark = pytest.mark.usefixtures("database")
ALICE = "alice@reader.example"


async def test_everybody_wants_what_they_did_not_end() -> None:
    await unsubscribe("Alice@reader.example", MailingList.AFTERWARDS)
    await unsubscribe(ALICE, MailingList.AFTERWARDS)

    assert await wants("ALICE@reader.example", MailingList.AFTERWARDS) is False
    assert await wants(ALICE, MailingList.DIGEST) is True
    assert await wants("bob@reader.example", MailingList.AFTERWARDS) is True
    assert await unwanted([ALICE, "bob@reader.example"]) == {(ALICE, MailingList.AFTERWARDS)}


async def test_who_changes_their_mind_gets_the_mails_again() -> None:
    await unsubscribe(ALICE, MailingList.AFTERWARDS)

    await resubscribe("Alice@reader.example", MailingList.AFTERWARDS)

    assert await wants(ALICE, MailingList.AFTERWARDS) is True


async def test_link_says_whom_the_mail_went_to() -> None:
    assert await subscriber_of(token_of(await _message("follow_up"))) == Subscriber(ALICE, MailingList.AFTERWARDS, "en")


async def test_link_of_a_mail_that_is_no_list_or_is_gone_says_nobody() -> None:
    assert await subscriber_of(token_of(await _message("confirmation"))) is None
    assert await subscriber_of(token_of(UUID(int=1))) is None


async def test_link_for_another_purpose_is_broken() -> None:
    message = await _message("follow_up")

    with pytest.raises(BrokenLink):
        await subscriber_of(signed_links().make("registration", message))


async def test_what_people_without_registrations_wanted_is_forgotten() -> None:
    await _message("follow_up")
    for email in (ALICE, "bob@reader.example"):
        await unsubscribe(email, MailingList.AFTERWARDS)

    await forget_unused_unsubscriptions()
    left = await fetch_value("SELECT array_agg(email) FROM unsubscription")
    await forget_subscriber("Alice@reader.example")

    assert left == [ALICE]
    assert await fetch_value("SELECT count(*) FROM unsubscription") == 0


async def _message(kind: str) -> UUID:
    world = await make_world()
    person = await world.person(session=await world.session(local(-2)), email=ALICE, locale="en")
    id_: UUID = await fetch_value(
        "INSERT INTO message (id, kind, recipient, subject, registration, revision, payload, state, due_at, attempts,"
        " unconfirmed, created_at) VALUES (gen_random_uuid(), $1, $2, 'a', $3, 0, '{}', 'pending', now(), 0, 0, now())"
        " RETURNING id",
        kind,
        ALICE,
        person,
    )
    return id_
