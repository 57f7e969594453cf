from datetime import date
from typing import Any

import pytest
from litestar import get, post
from litestar.exceptions import NotAuthorizedException
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.testing import TestClient
from pydantic import BaseModel, Field
from structlog.testing import capture_logs

from refusals import Conflict, Forbidden, Invalid, Missing
from web import templating
from web.assets import AssetsNotBuilt
from web.shell import create_shell


class RoomTaken(Conflict):
    """%(room)s is taken on %(day)s."""

    code = "room_taken"


class SignUp(BaseModel):
    name: str = Field(max_length=5)
    size: int = 1


REFUSALS = {
    "invalid": Invalid(field="name"),
    "missing": Missing(),
    "forbidden": Forbidden(),
    "conflict": RoomTaken(field="room", room="<Zaal 1>", day=date(2027, 1, 12)),
}


@get(["/refuse/{kind:str}", "/api/refuse/{kind:str}", "/refuse/{kind:str}/feed.ics"])
async def refuse(kind: FromPath[str]) -> str:
    raise REFUSALS[kind]


@get("/break")
async def break_down() -> str:
    raise ZeroDivisionError("the token is 12345")


@get("/private")
async def private() -> str:
    raise NotAuthorizedException


@get("/numbers")
async def numbers(page_number: FromQuery[int]) -> str:
    return str(page_number)


@post("/api/sign-up")
async def sign_up(data: JSONBody[SignUp]) -> str:
    return data.name


def ask(method: str, path: str, language: str = "en", **options: Any) -> Any:
    headers = {"Accept-Language": language, **options.pop("headers", {})}
    app = create_shell([refuse, break_down, private, numbers, sign_up], public_url="http://localhost")
    with TestClient(app) as client:
        return client.request(method, path, headers=headers, **options)


@pytest.mark.parametrize(
    ("kind", "status"), [("invalid", 400), ("forbidden", 403), ("missing", 404), ("conflict", 409)]
)
def test_refusal_has_the_status_of_its_kind(kind: str, status: int) -> None:
    assert ask("GET", f"/api/refuse/{kind}").status_code == status


def test_refusal_for_a_program_is_a_problem_document() -> None:
    answer = ask("GET", "/api/refuse/conflict")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() == {
        "type": "about:blank",
        "status": 409,
        "code": "room_taken",
        "title": "This clashes with something else",
        "detail": "<Zaal 1> is taken on 2027-01-12.",
        "errors": [{"field": "room", "code": "room_taken", "message": "<Zaal 1> is taken on 2027-01-12."}],
        "details": {"room": "<Zaal 1>", "day": "2027-01-12"},
    }


def test_refusal_for_a_person_is_a_page_in_their_language() -> None:
    answer = ask("GET", "/refuse/missing", language="nl")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert '<html lang="nl">' in answer.text
    assert "Dit bestaat niet." in answer.text
    assert 'href="/"' in answer.text


def test_refusal_on_a_page_is_escaped_and_names_the_field() -> None:
    text = ask("GET", "/refuse/conflict").text
    assert "<strong>room</strong>: &lt;Zaal 1&gt; is taken on 2027-01-12." in text
    assert "<Zaal" not in text


@pytest.mark.parametrize(
    ("path", "accept", "media_type"),
    [
        ("/refuse/missing", "*/*", "text/html; charset=utf-8"),
        ("/refuse/missing", "text/html,application/json;q=0.1", "text/html; charset=utf-8"),
        ("/refuse/missing", "application/ld+json", "application/problem+json"),
        ("/refuse/missing/feed.ics", "text/calendar, text/html", "application/problem+json"),
        ("/api/nothing", "text/html", "application/problem+json"),
    ],
)
def test_error_form_follows_path_and_accept(path: str, accept: str, media_type: str) -> None:
    assert ask("GET", path, headers={"Accept": accept}).headers["content-type"] == media_type


def test_error_while_a_part_of_a_page_is_asked_for_replaces_the_page() -> None:
    headers = ask("GET", "/nothing", headers={"HX-Request": "true"}).headers
    assert (headers["hx-retarget"], headers["hx-reswap"]) == ("body", "innerHTML")
    assert "hx-retarget" not in ask("GET", "/nothing").headers


def test_invalid_body_names_every_field() -> None:
    answer = ask("POST", "/api/sign-up", language="nl", json={"name": "Hendrika", "size": "x"})
    assert answer.status_code == 400
    assert answer.json() == {
        "type": "about:blank",
        "status": 400,
        "code": "bad_request",
        "title": "Er klopt nog iets niet",
        "detail": "We konden niet lezen wat je stuurde.",
        "errors": [
            {"field": "name", "code": "string_too_long", "message": "Gebruik hoogstens 5 tekens."},
            {"field": "size", "code": "int_parsing", "message": "Schrijf een heel getal."},
        ],
    }


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff\xfe", b"null"])
def test_unreadable_body_is_400(body: bytes) -> None:
    answer = ask("POST", "/api/sign-up", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


def test_body_over_the_limit_is_413() -> None:
    answer = ask("POST", "/api/sign-up", content=b" " * 1_000_001, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_invalid_parameter_is_named() -> None:
    answer = ask("GET", "/numbers?page_number=two", headers={"Accept": "application/json"})
    assert answer.json()["errors"] == [
        {"field": "page_number", "code": "invalid", "message": "This value cannot be used."}
    ]


def test_missing_parameter_is_400() -> None:
    assert ask("GET", "/numbers").status_code == 400


@pytest.mark.parametrize(
    ("method", "path", "status", "title"),
    [
        ("GET", "/nothing/here", 404, "We cannot find this page"),
        ("PUT", "/numbers", 405, "That does not work here"),
        ("GET", "/private", 401, "Sign in first"),
    ],
)
def test_errors_of_the_server_have_a_page_with_a_way_on(method: str, path: str, status: int, title: str) -> None:
    answer = ask(method, path)
    assert answer.status_code == status
    assert title in answer.text
    assert "Go to the start page" in answer.text


def test_method_not_allowed_names_the_allowed_ones() -> None:
    assert ask("PUT", "/numbers").headers["allow"] == "GET, OPTIONS"


def test_unexpected_error_shows_only_a_reference_that_the_log_has_too() -> None:
    with capture_logs() as logs:
        answer = ask("GET", "/break")
    (line,) = logs
    assert answer.status_code == 500
    assert "12345" not in answer.text
    assert "Traceback" not in answer.text
    assert str(line["reference"]) in answer.text
    assert (line["event"], line["log_level"], type(line["exc_info"])) == ("request_failed", "error", ZeroDivisionError)


def test_error_page_that_fails_itself_is_plain_text(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> str:
        raise AssetsNotBuilt

    monkeypatch.setattr(templating, "render", broken)
    with capture_logs():
        answer = ask("GET", "/nothing")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/plain; charset=utf-8")
    assert answer.text == "We cannot find this page\n\nPerhaps it has moved, or the address is not complete.\n"
