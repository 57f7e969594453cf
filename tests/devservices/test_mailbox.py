import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devservices.errors import DataDirectoryBrokenError, PortTakenError, UnknownMessageError
from devservices.mailbox import Mailbox, message_id
from devservices.mailserver import MAX_MESSAGE_BYTES, RunningMailbox, start_mailbox
from tests.devservices.processes import is_listening


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "mail"


@pytest.fixture
def server(directory: Path) -> Iterator[RunningMailbox]:
    with start_mailbox(directory) as running:
        yield running


def write_mail(subject: str, *, to: str = "alice@example.org") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "agenda@leeragenda.example"
    message["To"] = to
    message["Subject"] = subject
    message.set_content("Tot dan!")
    return message


def connect(server: RunningMailbox) -> smtplib.SMTP:
    return smtplib.SMTP("127.0.0.1", server.port, local_hostname="localhost")


def send(server: RunningMailbox, *messages: EmailMessage) -> None:
    with connect(server) as client:
        for message in messages:
            client.send_message(message)


def test_sent_mail_is_listed_newest_first(server: RunningMailbox, directory: Path) -> None:
    before = datetime.now(UTC)
    send(server, write_mail("Café in de bibliotheek"), write_mail("Tweede", to="Bob <bob@example.org>"))

    messages = Mailbox(directory).messages()

    assert [(mail.to, mail.subject) for mail in messages] == [
        ("Bob <bob@example.org>", "Tweede"),
        ("alice@example.org", "Café in de bibliotheek"),
    ]
    assert before <= messages[1].sent_at < messages[0].sent_at <= datetime.now(UTC)
    assert Mailbox(directory).messages(limit=1) == messages[:1]


def test_source_is_what_was_sent(server: RunningMailbox, directory: Path) -> None:
    sent = b"To: alice@example.org\r\nSubject: Les\r\n\r\n.begint met een punt\r\n"
    with connect(server) as client:
        client.sendmail("agenda@leeragenda.example", ["alice@example.org"], sent)

    mailbox = Mailbox(directory)

    assert [mailbox.source(mail.id) for mail in mailbox.messages()] == [sent]


def test_address_with_accents_is_accepted(server: RunningMailbox, directory: Path) -> None:
    send(server, write_mail("Welkom", to="zoë@example.org"))

    assert [mail.to for mail in Mailbox(directory).messages()] == ["zoë@example.org"]


def test_message_over_the_limit_is_refused(server: RunningMailbox, directory: Path) -> None:
    with connect(server) as client, pytest.raises(smtplib.SMTPSenderRefused) as refusal:
        client.sendmail("agenda@leeragenda.example", ["alice@example.org"], b"x" * (MAX_MESSAGE_BYTES + 1))

    assert refusal.value.smtp_code == 552
    assert list(directory.iterdir()) == []


def test_message_that_cannot_be_stored_is_refused_for_now(server: RunningMailbox, directory: Path) -> None:
    directory.rmdir()

    with pytest.raises(smtplib.SMTPDataError) as refusal:
        send(server, write_mail("Welkom"))

    assert refusal.value.smtp_code == 452


def test_stop_closes_the_port_while_a_client_is_connected(directory: Path) -> None:
    server = start_mailbox(directory)
    with connect(server):
        server.stop()
        server.stop()

        assert not is_listening(server.port)


def test_start_on_a_taken_port_names_it(server: RunningMailbox, directory: Path) -> None:
    with pytest.raises(PortTakenError) as refusal:
        start_mailbox(directory, server.port)

    assert str(refusal.value) == f"Port {server.port} cannot be used: Address already in use"


def test_start_on_a_file_says_why(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()

    with pytest.raises(DataDirectoryBrokenError):
        start_mailbox(file)


def test_mailbox_without_a_directory_is_empty(tmp_path: Path) -> None:
    assert Mailbox(tmp_path / "absent").messages() == []


def test_unfinished_and_foreign_files_are_not_listed(tmp_path: Path) -> None:
    id_ = message_id(datetime(2026, 11, 22, 12, tzinfo=UTC), "0123abcd")
    (tmp_path / f"{id_}.eml").write_bytes(b"Subject: Les\r\n\r\n")
    (tmp_path / f"{id_}.part").write_bytes(b"half")
    (tmp_path / "foreign.eml").write_bytes(b"Subject: Foreign\r\n\r\n")

    assert [(mail.id, mail.to, mail.subject) for mail in Mailbox(tmp_path).messages()] == [(id_, "", "Les")]


@pytest.mark.parametrize(
    "id_",
    [
        "../20261122T120000000000Z-0123abcd",
        "/20261122T120000000000Z-0123abcd",
        "..",
        "",
        "20261122T120000000000Z-0123abcd\n",
        "20261122T120000000000Z-0123abcd/../x",
        "20261122T120000000000Z-0123abce",
    ],
)
def test_source_of_what_is_no_message_is_refused(tmp_path: Path, id_: str) -> None:
    inside = tmp_path / "mail"
    inside.mkdir()
    for directory in (tmp_path, inside):
        (directory / "20261122T120000000000Z-0123abcd.eml").write_bytes(b"secret")

    with pytest.raises(UnknownMessageError):
        Mailbox(inside).source(id_)


moments = st.datetimes(min_value=datetime(1000, 1, 1), max_value=datetime(9000, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(earlier=moments, later=moments.map(lambda moment: moment + timedelta(microseconds=1)))
def test_ids_sort_by_time(earlier: datetime, later: datetime) -> None:
    earlier, later = sorted((earlier, later))

    assert (message_id(earlier, "0" * 8) < message_id(later, "0" * 8)) == (earlier < later)
