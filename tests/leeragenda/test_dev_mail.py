"""The caught mail, as a person reads it; and that production has no such pages."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from calendars.invitation import Address, render_request
from calendars.mime import calendar_alternative
from calendars.vevent import Event
from devservices.mailbox import message_id
from leeragenda.dev_mail import ROUTES
from settings import get_settings
from web.shell import create_shell

Client = TestClient[Any]
NOON = datetime(2027, 1, 12, 12, tzinfo=UTC)
HTML = "<!doctype html><html><head><title>x</title></head><body><p>Hallo Alice</p></body></html>"


@pytest.fixture
def mail_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("LEERAGENDA_MAILBOX_DIR", str(tmp_path))
    get_settings.cache_clear()
    yield tmp_path
    get_settings.cache_clear()


@pytest.fixture
def client(mail_dir: Path) -> Iterator[Client]:
    with TestClient(create_shell(ROUTES, public_url="http://localhost")) as client:
        client.headers["Accept-Language"] = "en"
        yield client


def invitation() -> EmailMessage:
    library, alice = (
        Address(email="agenda@library.example", name="Bibliotheek"),
        Address(email="alice@reader.example", name="Alice"),
    )
    event = Event(
        uid="1",
        sequence=3,
        modified_at=NOON,
        starts_at=NOON,
        ends_at=NOON + timedelta(hours=2),
        timezone="Europe/Amsterdam",
        summary="Klik & Tik",
        location="De Haven",
    )
    ics = render_request(event, library, alice, 3, stamped_at=NOON)
    body = calendar_alternative("Hallo Alice, zie https://agenda.example/my/x", HTML, ics, "REQUEST")
    mail = message_from_bytes(body, policy=SMTP)
    assert isinstance(mail, EmailMessage)
    return mail


def put(directory: Path, subject: str, *, minute: int = 0, body: EmailMessage | None = None) -> str:
    mail = body or EmailMessage()
    mail["Subject"], mail["To"], mail["From"] = subject, "Alice <alice@reader.example>", "agenda@library.example"
    if body is None:
        mail.set_content("Hallo")
    name = message_id(NOON + timedelta(minutes=minute), "00000000")
    (directory / f"{name}.eml").write_bytes(mail.as_bytes())
    return name


def test_list_names_the_newest_first(client: Client, mail_dir: Path) -> None:
    first, second = put(mail_dir, "Eerste"), put(mail_dir, "Tweede <b>", minute=1)
    listed = client.get("/dev/mail.json").json()
    shown = client.get("/dev/mail").text
    assert [mail["id"] for mail in listed] == [second, first]
    assert listed[1] == {
        "id": first,
        "to": "Alice <alice@reader.example>",
        "subject": "Eerste",
        "sent_at": "2027-01-12T12:00:00+00:00",
    }
    assert shown.index("Tweede &lt;b&gt;") < shown.index("Eerste")


def test_list_without_mail_says_how_to_get_some(client: Client) -> None:
    answer = client.get("/dev/mail")
    assert (answer.status_code, "No mail yet" in answer.text) == (200, True)


def test_mail_shows_its_text_and_its_invitation_in_words(client: Client, mail_dir: Path) -> None:
    shown = client.get(f"/dev/mail/{put(mail_dir, 'Je hebt een plek', body=invitation())}").text
    assert "Invitation for the calendar" in shown
    assert "Klik &amp; Tik<br>Tuesday 12 January, 13:00 to 15:00" in shown
    assert 'href="https://agenda.example/my/x"' in shown


def test_mail_body_runs_and_fetches_nothing(client: Client, mail_dir: Path) -> None:
    answer = client.get(f"/dev/mail/{put(mail_dir, 'Hallo', body=invitation())}/html")
    policy = answer.headers["content-security-policy"]
    assert "Hallo Alice" in answer.text
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy


def test_mail_can_be_had_as_it_was_sent(client: Client, mail_dir: Path) -> None:
    name = put(mail_dir, "Hallo")
    answer = client.get(f"/dev/mail/{name}.eml")
    assert answer.content == (mail_dir / f"{name}.eml").read_bytes()
    assert answer.headers["content-type"] == "message/rfc822"


@pytest.mark.parametrize("path", ["nothing", "nothing.eml", "nothing/html", "..%2F..%2Fetc%2Fpasswd"])
def test_mail_that_does_not_exist_is_404(client: Client, path: str) -> None:
    assert client.get(f"/dev/mail/{path}").status_code == 404


@pytest.mark.parametrize(
    "path", ["/dev/mail", "/dev/mail.json", "/dev/mail/{id}", "/dev/mail/{id}.eml", "/dev/mail/{id}/html"]
)
def test_production_has_no_mailbox(client: Client, mail_dir: Path, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    name = put(mail_dir, "Hallo", body=invitation())
    before = client.get(path.format(id=name)).status_code
    monkeypatch.setenv("LEERAGENDA_ENVIRONMENT", "production")
    get_settings.cache_clear()
    assert (before, client.get(path.format(id=name)).status_code) == (200, 404)


def test_development_without_a_mailbox_has_no_pages(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LEERAGENDA_MAILBOX_DIR")
    get_settings.cache_clear()
    assert client.get("/dev/mail").status_code == 404
