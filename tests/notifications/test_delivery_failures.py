"""What goes wrong on the way, and that nothing is lost and little is sent twice."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path
from uuid import UUID

import pytest

from calendars.invitation import Address
from database.transaction import execute, fetch_row, fetch_value
from devservices.mailserver import start_mailbox
from devservices.ports import free_port
from events.facts import RegistrationConfirmed
from notifications.checking import problems
from notifications.claiming import claim
from notifications.composing import HANDLERS
from notifications.delivery import MOST_ATTEMPTS, Delivery
from notifications.domains import Domains
from notifications.links import Links
from notifications.reply_addresses import ReplyAddresses
from notifications.transport import DOWN_SECONDS, IDLE_SECONDS, Server, SmtpPool
from notifications.writing import Writer
from outbox.recording import record
from outbox.relay import relay
from tests.notifications.mails import Post
from tests.notifications.smtp_doubles import Script, smtp_server
from tests.notifications.worlds import local, make_world
from web.signed_links import SignedLinks

pytestmark = pytest.mark.usefixtures("database")


@dataclass(frozen=True)
class Row:
    state: str
    attempts: int
    unconfirmed: int
    pause: int
    error: str | None


async def the_message() -> Row:
    row = await fetch_row(
        "SELECT state, attempts, unconfirmed, round(extract(epoch FROM due_at - now()))::int AS pause, last_error"
        " FROM message"
    )
    assert row is not None
    return Row(*row)


async def confirm(*emails: str) -> list[UUID]:
    """A confirmation for each address, waiting to be delivered."""
    world = await make_world()
    session = await world.session(local(14))
    people = [await world.person(session=session, email=email) for email in emails]
    await record(*(RegistrationConfirmed(registration=person) for person in people))
    await relay(HANDLERS)
    return people


@asynccontextmanager
async def delivery_over(
    smtp_url: str, *, idle_seconds: float = IDLE_SECONDS, down_seconds: float = DOWN_SECONDS
) -> AsyncIterator[Delivery]:
    sender = Address(email="agenda@waterland.example")
    writer = Writer(
        sender=sender,
        links=Links("https://agenda.example", SignedLinks("a secret")),
        addresses=ReplyAddresses(sender, "a secret"),
    )
    pool = SmtpPool(
        Server.from_url(smtp_url), sender=sender.email, idle_seconds=idle_seconds, down_seconds=down_seconds
    )
    delivery = Delivery(writer, pool, Domains(connections=8))
    yield delivery
    await delivery.close()


async def deliver_again(delivery: Delivery) -> None:
    await execute("UPDATE message SET due_at = now() WHERE state = 'pending'")
    await delivery.deliver()


async def test_server_down_keeps_the_message_and_waits_longer_each_time() -> None:
    await confirm("alice@reader.example")
    pauses = []

    async with delivery_over(f"smtp://127.0.0.1:{free_port()}") as delivery:
        for _ in range(7):
            await deliver_again(delivery)
            pauses.append((await the_message()).pause)

    assert pauses == [30, 60, 120, 240, 480, 600, 600]
    assert (await the_message()).state == "pending"
    assert (await the_message()).unconfirmed == 0


async def test_server_down_for_days_never_gives_up() -> None:
    await confirm("alice@reader.example")
    await execute("UPDATE message SET attempts = 500")

    async with delivery_over(f"smtp://127.0.0.1:{free_port()}") as delivery:
        await delivery.deliver()

    assert (await the_message()).state == "pending"


async def test_server_back_delivers_what_waited(tmp_path: Path) -> None:
    await confirm("alice@reader.example", "bob@reader.example")
    port = free_port()
    async with delivery_over(f"smtp://127.0.0.1:{port}", down_seconds=0) as delivery:
        await delivery.deliver()
        with start_mailbox(tmp_path / "mail", port):
            await deliver_again(delivery)

    assert len(Post(tmp_path / "mail").mails()) == 2
    assert await fetch_value("SELECT count(*) FROM message WHERE state = 'sent'") == 2


async def test_refused_recipient_fails_for_good_and_alone() -> None:
    await confirm("alice@reader.example", "gone@reader.example")
    script = Script(on_recipient=lambda name: "550 no such user" if name.startswith("gone") else "250 OK")

    async with smtp_server(script) as url, delivery_over(url) as delivery:
        await delivery.deliver()

    states = await fetch_value(
        "SELECT jsonb_object_agg(recipient, state || ' ' || coalesce(last_error, '')) FROM message"
    )
    assert '"alice@reader.example": "sent "' in states
    assert '"gone@reader.example": "failed recipient refused: 550"' in states
    assert await problems() == ["1 messages of the last week were refused for good"]


async def test_mailbox_full_is_tried_again_for_days() -> None:
    await confirm("alice@reader.example")
    script = Script(on_recipient=lambda _: "452 mailbox full")

    async with smtp_server(script) as url, delivery_over(url) as delivery:
        await delivery.deliver()
        first = await the_message()
        await execute("UPDATE message SET attempts = $1", MOST_ATTEMPTS - 2)
        await deliver_again(delivery)
        late = await the_message()
        await deliver_again(delivery)

    assert (first.state, first.pause, first.error) == ("pending", 30, "recipient refused: 452")
    assert (late.state, late.pause) == ("pending", 86_400)
    assert (await the_message()).state == "failed"


async def test_refused_content_fails_for_good() -> None:
    await confirm("alice@reader.example")

    async with smtp_server(Script(on_data=lambda _: "554 looks like spam")) as url, delivery_over(url) as delivery:
        await delivery.deliver()

    message = await the_message()
    assert (message.state, message.error) == ("failed", "message refused: 554")


async def test_connection_lost_after_handing_over_sends_again_rarely_and_with_the_same_message_id() -> None:
    await confirm("alice@reader.example")
    script = Script(on_data=lambda _: None)
    rows = []

    async with smtp_server(script) as url, delivery_over(url) as delivery:
        for _ in range(3):
            await deliver_again(delivery)
            rows.append(await the_message())

    assert [(row.state, row.unconfirmed, row.pause) for row in rows] == [
        ("pending", 1, 30),
        ("pending", 2, 3600),
        ("pending", 3, 3600),
    ]
    assert len(script.taken) == 3
    assert len({message_from_bytes(mail)["Message-ID"] for mail in script.taken}) == 1


async def test_connection_lost_after_handing_over_ends_when_the_server_is_well() -> None:
    await confirm("alice@reader.example")
    answers = iter([None, "250 OK"])

    async with smtp_server(Script(on_data=lambda _: next(answers))) as url, delivery_over(url) as delivery:
        await delivery.deliver()
        await deliver_again(delivery)

    message = await the_message()
    assert (message.state, message.unconfirmed) == ("sent", 0)


async def test_worker_killed_while_sending_sends_again_however_often(delivery: Delivery, post: Post) -> None:
    await confirm("alice@reader.example")
    for _ in range(20):
        await _die_while_sending()
    assert await delivery.deliver() == 0, "another worker's message, until its lease ends"

    await execute("UPDATE message SET claimed_until = now() - interval '1 second'")
    await delivery.deliver()

    assert len(post.mails()) == 1
    message = await the_message()
    assert (message.state, message.attempts, message.unconfirmed) == ("sent", 1, 0)


async def test_message_that_cannot_be_written_stops_no_other(delivery: Delivery, post: Post) -> None:
    people = await confirm("alice@reader.example", "not an address")

    await delivery.deliver()

    assert [str(mail["to"]) for mail in post.mails()] == ["Alice Jansen <alice@reader.example>"]
    error = await fetch_value("SELECT last_error FROM message WHERE registration = $1", people[1])
    assert error is not None
    assert await fetch_value("SELECT state FROM message WHERE registration = $1", people[1]) == "pending"


async def test_deliveries_at_once_send_each_message_once(delivery: Delivery, post: Post) -> None:
    await confirm(*(f"reader{number}@reader.example" for number in range(40)))

    counts = await asyncio.gather(*(delivery.deliver(10) for _ in range(5)))

    assert sum(counts) == 40
    assert len({str(mail["to"]) for mail in post.mails()}) == len(post.mails()) == 40


async def test_connections_are_kept_between_batches() -> None:
    await confirm(*(f"reader{number}@reader.example" for number in range(30)))
    script = Script()

    async with smtp_server(script) as url, delivery_over(url) as delivery:
        for _ in range(3):
            await delivery.deliver(10)

    assert len(script.taken) == 30
    assert script.connections <= 12


async def test_connection_closed_by_an_idle_server_is_opened_again() -> None:
    await confirm("alice@reader.example", "bob@reader.example")
    script = Script()

    async with smtp_server(script) as url, delivery_over(url, idle_seconds=0) as delivery:
        await delivery.deliver(1)
        await _hang_up(delivery)
        await delivery.deliver(1)

    assert (len(script.taken), script.connections) == (2, 2)


async def test_server_without_smtputf8_refuses_a_non_ascii_address_for_good() -> None:
    await confirm("zoë@reader.example")

    async with smtp_server(Script()) as url, delivery_over(url) as delivery:
        await delivery.deliver()

    assert (await the_message()).state == "failed"


async def test_non_ascii_address_goes_as_it_is(delivery: Delivery, post: Post) -> None:
    await confirm("zoë@bücher.example")

    await delivery.deliver()

    [source] = post.sources()
    assert 'To: "Alice Jansen" <zoë@bücher.example>\r\n'.encode() in source


async def test_problems_of_a_healthy_installation_are_none() -> None:
    await confirm("alice@reader.example")

    assert await problems() == []


async def test_problems_names_what_is_stuck() -> None:
    await confirm("alice@reader.example")
    await execute("UPDATE message SET state = 'sending', claimed_until = now() - interval '11 minutes'")
    await execute("INSERT INTO fact (kind, occurred_at) VALUES ('rang', now() - interval '61 minutes')")

    assert await problems() == [
        "1 facts have waited for more than an hour: does a worker run?",
        "1 messages were being sent when a worker stopped, and no worker took them up since",
    ]


async def _die_while_sending() -> None:
    """What a worker does until the moment that it is killed."""
    await execute("UPDATE message SET claimed_until = now() - interval '1 second' WHERE state = 'sending'")
    await claim(10)


async def _hang_up(delivery: Delivery) -> None:
    for connection, _ in delivery._pool._idle:
        connection.close()
    await asyncio.sleep(0.05)
