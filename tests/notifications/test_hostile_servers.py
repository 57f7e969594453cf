"""Mail servers that hang, close connections or hang up: all mail arrives, and none is given up because of them."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from email import message_from_bytes

import pytest

from calendars.invitation import Address
from database.transaction import execute, fetch, fetch_value
from notifications.delivery import UNDELIVERABLE, Delivery
from notifications.domains import Domains, forget_pauses, pause_domain
from notifications.links import Links
from notifications.reply_addresses import ReplyAddresses
from notifications.transport import Server, SmtpPool
from notifications.undeliverable import is_undeliverable
from notifications.writing import Writer
from tests.notifications.hostile_smtp import HANG_UP, SILENCE, Hostile, hostile_server
from tests.notifications.smtp_doubles import Script, smtp_server
from tests.notifications.worlds import local, make_world
from web.signed_links import SignedLinks

pytestmark = pytest.mark.usefixtures("database")
PEOPLE = 60


@asynccontextmanager
async def delivery_over(port: int, domains: Domains | None = None) -> AsyncIterator[Delivery]:
    """With little patience: a server that hangs costs a tenth of a second."""
    sender = Address(email="agenda@waterland.example")
    links = Links("https://agenda.example", SignedLinks("a secret"))
    writer = Writer(sender=sender, links=links, addresses=ReplyAddresses(sender, "a secret"))
    server = Server.from_url(f"smtp://127.0.0.1:{port}")
    pool = SmtpPool(server, sender=sender.email, size=6, down_seconds=0.05, command_seconds=0.1, connect_seconds=0.1)
    delivery = Delivery(writer, pool, domains or Domains(connections=6))
    yield delivery
    await delivery.close()


async def sign_up(number: int = PEOPLE, domain: str = "reader.example") -> None:
    world = await make_world()
    session = await world.session(local(14))
    for each in range(number):
        await world.person(session=session, email=f"reader{each}@{domain}")
    await execute(
        "INSERT INTO message (kind, recipient, subject, registration, session)"
        " SELECT 'confirmation', email, 'registration:' || id, id, session FROM registration"
    )


async def deliver_all(delivery: Delivery, *, most: int = 40) -> int:
    """As a worker does over days; returns in how many rounds."""
    for each in range(most):
        await execute("UPDATE message SET due_at = now() WHERE state = 'pending'")
        if not await delivery.deliver():
            return each
    return most


async def states() -> dict[str, int]:
    return {row["state"]: row["number"] for row in await fetch(_STATES)}


_STATES = "SELECT state, count(*) AS number FROM message GROUP BY state"


def recipients(mails: list[bytes]) -> list[str]:
    return sorted(str(message_from_bytes(mail)["To"]) for mail in mails)


def each(nth: int, answer: str, *steps: str) -> Callable[[str, int], str | None]:
    """At every nth time of these steps the server does this."""
    return lambda step, number: answer if step in steps and number % nth == 0 else None


HANGS = [
    each(4, SILENCE, "connect"),
    each(4, SILENCE, "EHLO"),
    each(7, SILENCE, "MAIL"),
    each(7, SILENCE, "DATA"),
    each(7, HANG_UP, "MAIL", "RCPT", "DATA"),
    each(3, HANG_UP, "connect"),
    each(5, "this is no answer", "MAIL"),
    each(5, "250", "DATA"),
]


@pytest.mark.parametrize("step", ["MAIL", "content"])
async def test_server_that_closes_after_every_tenth_mail_takes_all_in_one_round(step: str) -> None:
    await sign_up()
    hostile = Hostile(each(10, "421 4.7.0 too many mails on this connection", step))
    async with hostile_server(hostile) as port, delivery_over(port) as delivery:
        await delivery.deliver()

    assert await states() == {"sent": PEOPLE}
    assert len(set(recipients(hostile.accepted))) == len(hostile.accepted) == PEOPLE


@pytest.mark.parametrize("number", range(len(HANGS)))
async def test_server_that_hangs_or_hangs_up_gets_each_mail_once(number: int) -> None:
    await sign_up(30)
    hostile = Hostile(HANGS[number])
    async with hostile_server(hostile) as port, delivery_over(port) as delivery:
        began = time.monotonic()
        rounds = await deliver_all(delivery)

    assert await states() == {"sent": 30}
    assert len(set(recipients(hostile.accepted))) == len(hostile.accepted) == 30
    assert rounds < 40
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("answer", [HANG_UP, SILENCE])
async def test_server_that_drops_after_data_gets_mails_again_under_the_same_message_id(answer: str) -> None:
    await sign_up(30)
    hostile = Hostile(each(4, answer, "content"))
    async with hostile_server(hostile) as port, delivery_over(port) as delivery:
        await deliver_all(delivery)

    assert await states() == {"sent": 30}
    assert len(set(recipients(hostile.accepted))) == len(hostile.accepted) == 30
    assert len(hostile.seen) > 30
    assert len({message_from_bytes(mail)["Message-ID"] for mail in hostile.seen}) == 30


async def test_one_server_that_hangs_for_ever_does_not_hold_up_the_worker() -> None:
    await sign_up(PEOPLE)
    hostile = Hostile(each(1, SILENCE, "MAIL"))
    async with hostile_server(hostile) as port, delivery_over(port) as delivery:
        began = time.monotonic()
        await delivery.deliver()

    assert await states() == {"pending": PEOPLE}
    assert time.monotonic() - began < 1.5


async def test_domain_that_asks_for_patience_is_paused_and_the_others_are_not() -> None:
    await sign_up(10)
    await execute("UPDATE message SET recipient = 'bob@busy.example' WHERE id IN (SELECT id FROM message LIMIT 3)")
    script = Script(on_recipient=lambda name: "451 4.7.1 try later" if name.endswith("@busy.example") else "250 OK")
    async with smtp_server(script) as url, delivery_over(int(url.rpartition(":")[2])) as delivery:
        await delivery.deliver()
        await execute("UPDATE message SET due_at = now()")
        again = await delivery.deliver()

    assert await states() == {"pending": 3, "sent": 7}
    assert again == 0
    assert await fetch_value("SELECT domain || ' ' || reason FROM mail_domain") == (
        "busy.example recipient refused: 451 4.7.1"
    )


async def test_pause_of_a_domain_ends() -> None:
    await sign_up(1)
    await pause_domain("reader.example", timedelta(minutes=5), "451")
    await execute("UPDATE mail_domain SET paused_until = now()")
    hostile = Hostile()
    async with hostile_server(hostile) as port, delivery_over(port) as delivery:
        await delivery.deliver()
    await forget_pauses()

    assert await states() == {"sent": 1}
    assert await fetch_value("SELECT count(*) FROM mail_domain") == 0


async def test_domain_gets_no_more_than_so_many_mails_a_minute() -> None:
    await sign_up(10)
    hostile = Hostile()
    limited = Domains(connections=2, per_minute=4)
    async with hostile_server(hostile) as port, delivery_over(port, limited) as delivery:
        await delivery.deliver()

    assert await states() == {"pending": 6, "sent": 4}
    rows = await fetch("SELECT attempts, due_at > now() + interval '50 seconds' AS later FROM message"
                       " WHERE state = 'pending'")  # fmt: skip
    assert {(row["attempts"], row["later"]) for row in rows} == {(0, True)}


async def test_domain_has_no_more_than_so_many_connections_at_once() -> None:
    await sign_up(20)
    now, most = set(), 0

    def count(step: str, number: int) -> str | None:
        nonlocal most
        if step == "MAIL":
            now.add(number)
            most = max(most, len(now))
        if step == "content":
            now.pop()
        return None

    async with hostile_server(Hostile(count)) as port, delivery_over(port, Domains(connections=2)) as delivery:
        await delivery.deliver()

    assert (await states(), most) == ({"sent": 20}, 2)


async def test_wrong_address_is_remembered_and_gets_nothing_more() -> None:
    await sign_up(1)
    script = Script(on_recipient=lambda _: "550 5.1.1 no such user")
    async with smtp_server(script) as url, delivery_over(int(url.rpartition(":")[2])) as delivery:
        await delivery.deliver()
        await execute("UPDATE message SET state = 'pending'")
        await delivery.deliver()

    assert await is_undeliverable("reader0@reader.example")
    assert await fetch_value("SELECT state || ': ' || last_error FROM message") == f"failed: {UNDELIVERABLE}"
    assert script.connections == 1
