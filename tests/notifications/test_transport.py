import asyncio

import pytest

from devservices.ports import free_port
from notifications.transport import Server, SmtpPool, TransportError
from tests.notifications.smtp_doubles import Script, smtp_server

MAIL = b"Subject: x\r\n\r\n.a line with a dot\r\n"


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", Server(hostname="mail.example", port=25, username=None, password=None, tls=False)),
        (
            "smtps://user%40mail:p%2Fw@mail.example",
            Server(hostname="mail.example", port=465, username="user@mail", password="p/w", tls=True),
        ),
        (
            "smtp://mail.example:2525",
            Server(hostname="mail.example", port=2525, username=None, password=None, tls=False),
        ),
    ],
)
def test_server_from_url(url: str, server: Server) -> None:
    assert Server.from_url(url) == server


@pytest.mark.parametrize("url", ["", "mail.example", "http://mail.example", "smtp://", "smtp://mail.example:port"])
def test_server_from_url_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"smtp|port"):
        Server.from_url(url)


async def test_send_hands_over_the_mail_as_it_is() -> None:
    script = Script()
    async with smtp_server(script) as url:
        await _send(SmtpPool(Server.from_url(url), sender="agenda@waterland.example"))

    assert script.taken == [MAIL.replace(b"\r\n.", b"\r\n..") + b".\r\n"]


@pytest.mark.parametrize(
    ("script", "flags"),
    [
        (Script(on_recipient=lambda _: "550 no"), (True, False, False)),
        (Script(on_recipient=lambda _: "450 later"), (False, False, False)),
        (Script(on_recipient=lambda _: None), (False, True, False)),
        (Script(on_data=lambda _: "552 too large"), (True, False, False)),
        (Script(on_data=lambda _: "451 later"), (False, False, False)),
        (Script(on_data=lambda _: None), (False, False, True)),
    ],
)
async def test_refusals_are_told_apart(script: Script, flags: tuple[bool, bool, bool]) -> None:
    async with smtp_server(script) as url:
        with pytest.raises(TransportError) as raised:
            await _send(SmtpPool(Server.from_url(url), sender="agenda@waterland.example"))

    error = raised.value
    assert (error.permanent, error.unreachable, error.uncertain) == flags
    assert "reader@" not in str(error)


async def test_unreachable_server_is_not_tried_again_at_once() -> None:
    port = free_port()
    pool = SmtpPool(Server.from_url(f"smtp://127.0.0.1:{port}"), sender="agenda@waterland.example")
    with pytest.raises(TransportError) as first:
        await _send(pool)

    async with smtp_server(Script(), port):
        with pytest.raises(TransportError) as second:
            await _send(pool)

    assert (first.value.unreachable, second.value.unreachable) == (True, True)


async def test_pool_opens_no_more_connections_than_its_size() -> None:
    script = Script()
    async with smtp_server(script) as url:
        pool = SmtpPool(Server.from_url(url), sender="agenda@waterland.example", size=3)
        await asyncio.gather(*(_send(pool) for _ in range(20)))
        await pool.close()

    assert (len(script.taken), script.connections) == (20, 3)


async def _send(pool: SmtpPool) -> None:
    async with pool.connection() as connection:
        await connection.send("reader@reader.example", MAIL)
