import json
import logging
from typing import Any
from uuid import UUID

import pytest
import structlog
from litestar import get
from litestar.params import FromPath
from litestar.testing import TestClient

from leeragenda.logging import configure_logging, redacted, with_request_log
from settings import Settings
from web.shell import create_shell
from web.signed_links import SignedLinks

TOKEN = SignedLinks("secret").make("manage", UUID(int=1))

pytestmark = pytest.mark.usefixtures("own_logging")


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


@get("/my/{token:str}")
async def mine(token: FromPath[str]) -> str:
    if token == "broken":
        raise ValueError(f"no such link: /my/{TOKEN}")
    return "yours"


def ask(*paths: str) -> None:
    app = create_shell([mine], public_url="http://localhost")
    app.asgi_handler = with_request_log(app.asgi_handler)
    with TestClient(app) as client:
        for path in paths:
            client.get(path)


def test_request_log_has_the_template_and_not_the_token(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(Settings(log_format="json"))
    ask(f"/my/{TOKEN}?token={TOKEN}", f"/nothing/{TOKEN}", "/health/live")
    logged = [
        {name: line[name] for name in ("event", "level", "method", "path", "status")}
        for line in lines(capsys)
        if line["logger"] == "leeragenda.requests"
    ]
    assert logged == [
        {"event": "request", "level": "info", "method": "GET", "path": "/my/{token}", "status": 200},
        {"event": "request", "level": "info", "method": "GET", "path": "(unknown)", "status": 404},
    ]


def test_error_log_has_the_trace_without_tokens_and_variables(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(Settings(log_format="json"))
    ask("/my/broken")
    (failure,) = [line for line in lines(capsys) if line["event"] == "request_failed"]
    assert failure["exception"].endswith("ValueError: no such link: /my/…")
    assert "Traceback (most recent call last)" in failure["exception"]
    assert TOKEN not in json.dumps(failure)


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_lines_of_libraries_take_the_same_form(log_format: Any, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(Settings(log_format=log_format))
    logging.getLogger("a.library").warning("cannot open %s", f"/calendars/{TOKEN}.ics")
    structlog.get_logger("ours").warning("cannot_open", address=f"https://x/calendars/{TOKEN}.ics")
    said = capsys.readouterr().err
    assert said.count("/calendars/…") == 2
    assert TOKEN not in said


def test_log_level_leaves_out_what_is_below(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(Settings(log_format="json", log_level="WARNING"))
    structlog.get_logger("ours").info("quiet")
    logging.getLogger("a.library").info("quiet")
    assert lines(capsys) == []


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("GET /my/abc HTTP/1.1", "GET /my/… HTTP/1.1"),
        ("GET /my/all/abc/data HTTP/1.1", "GET /my/all/…/data HTTP/1.1"),
        ("/calendars/abc.ics?x=1", "/calendars/…?x=1"),
        ("/api/v1/registrations/abc", "/api/v1/registrations/…"),
        ("/agenda?token=abc&q=taal", "/agenda?token=…&q=taal"),
        ("Authorization: Bearer abc.def", "Authorization: Bearer …"),
        (f"token {TOKEN} is old", "token … is old"),
        ("postgres://alice:geheim@db:5432/agenda", "postgres://alice:…@db:5432/agenda"),
        ("redis://:geheim@cache/0", "redis://:…@cache/0"),
        ("event 6f1c1a52-4f0a-4f3e-9a63-0e4f8a1f2c11", "event 6f1c1a52-4f0a-4f3e-9a63-0e4f8a1f2c11"),
        ("/agenda?q=taal", "/agenda?q=taal"),
        ("https://example.org:8000/agenda", "https://example.org:8000/agenda"),
    ],
)
def test_redacted(text: str, kept: str) -> None:
    assert redacted(text) == kept
