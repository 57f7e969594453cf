"""Who wants no more mail of a list."""

from uuid import UUID

import pytest

from content_links.vocabulary import Phase
from database.transaction import execute, fetch_value
from events.facts import RegistrationConfirmed
from notifications.composing import HANDLERS
from notifications.delivery import Delivery
from notifications.links import UNSUBSCRIBE
from notifications.unsubscribing import (
    Subscriber,
    forget_subscriber,
    forget_unused_unsubscriptions,
    resubscribe,
    subscriber_of,
    token_of,
    unsubscribe,
    wants,
)
from notifications.vocabulary import MailingList
from outbox.recording import record
from outbox.relay import relay
from tests.notifications.conftest import SECRET
from tests.notifications.mails import Post, html_of, text_of
from tests.notifications.worlds import local, make_world
from web.signed_links import BrokenLink, SignedLinks, signed_links

pytestmark = pytest.mark.usefixtures("database")
ALICE = "alice@reader.example"


async def test_everybody_wants_what_they_did_not_end() -> None:
    await unsubscribe("Alice@reader.example", MailingList.AFTERWARDS)
    await unsubscribe(ALICE, MailingList.AFTERWARDS)

    assert await wants("ALICE@reader.example", MailingList.AFTERWARDS) is False
    assert await wants(ALICE, MailingList.DIGEST) is True
    assert await wants("bob@reader.example", MailingList.AFTERWARDS) is True


async def test_who_changes_their_mind_gets_the_mails_again() -> None:
    await unsubscribe(ALICE, MailingList.AFTERWARDS)

    await resubscribe("Alice@reader.example", MailingList.AFTERWARDS)

    assert await wants(ALICE, MailingList.AFTERWARDS) is True


async def test_link_says_whom_the_mail_went_to() -> None:
    assert await subscriber_of(token_of(await _message("follow_up"))) == Subscriber(ALICE, MailingList.AFTERWARDS)


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


async def follow_up() -> None:
    world = await make_world()
    await world.package(Phase.FOLLOW_UP)
    session = await world.session(local(-1))
    person = await world.person(session=session, email=ALICE)
    await execute(
        "INSERT INTO message (kind, recipient, subject, revision, registration, session) VALUES"
        " ('follow_up', $1, 'a', 1, $2, $3)",
        ALICE,
        person,
        session,
    )


async def test_mail_of_a_list_can_be_ended_with_one_click(delivery: Delivery, post: Post) -> None:
    await follow_up()

    await delivery.deliver()

    mail = post.the_mail()
    link = f"https://agenda.example/unsubscribe/{SignedLinks(SECRET).make(UNSUBSCRIBE, await fetch_value(_ID))}"
    assert (mail["List-Unsubscribe"], mail["List-Unsubscribe-Post"]) == (f"<{link}>", "List-Unsubscribe=One-Click")
    assert f"Deze mails niet meer krijgen: {link}" in text_of(mail)
    assert link in html_of(mail)


async def test_service_mail_cannot_be_ended(delivery: Delivery, post: Post) -> None:
    world = await make_world()
    person = await world.person(session=await world.session(local(14)), email=ALICE)
    await record(RegistrationConfirmed(registration=person))
    await relay(HANDLERS)

    await delivery.deliver()

    mail = post.the_mail()
    assert mail["List-Unsubscribe"] is None
    assert "/unsubscribe/" not in text_of(mail)


async def test_who_ended_the_list_after_it_was_planned_gets_no_mail(delivery: Delivery, post: Post) -> None:
    await follow_up()
    await unsubscribe(ALICE, MailingList.AFTERWARDS)

    await delivery.deliver()

    assert post.mails() == []
    assert await fetch_value("SELECT state FROM message") == "dropped"


_ID = "SELECT id FROM message"
