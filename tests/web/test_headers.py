from litestar import Response, get
from litestar.testing import TestClient

from web.headers import SECURITY_HEADERS
from web.shell import create_shell


@get("/page")
async def read() -> str:
    return "text"


@get("/framed")
async def framed() -> Response[str]:
    return Response("text", headers={"Content-Security-Policy": "frame-ancestors 'self'"})


def test_security_headers_on_every_answer() -> None:
    with TestClient(create_shell([read], public_url="http://localhost")) as client:
        answers = [client.get("/page"), client.get("/no/such/page"), client.post("/page"), client.head("/page")]
    given = [{name: answer.headers.get(name) for name in SECURITY_HEADERS} for answer in answers]
    assert given == [SECURITY_HEADERS] * 4


def test_security_headers_leave_those_of_the_answer() -> None:
    with TestClient(create_shell([framed], public_url="http://localhost")) as client:
        answer = client.get("/framed")
    assert answer.headers.get_list("content-security-policy") == ["frame-ancestors 'self'"]


def test_strict_transport_only_for_https() -> None:
    given = []
    for public_url in ("https://agenda.example", "http://localhost:8000"):
        with TestClient(create_shell([read], public_url=public_url)) as client:
            given.append(client.get("/page").headers.get("strict-transport-security"))
    assert given == ["max-age=31536000", None]


def test_head_is_get_without_the_body() -> None:
    with TestClient(create_shell([read], public_url="http://localhost")) as client:
        answer = client.head("/page")
    assert (answer.status_code, answer.headers["content-length"], answer.content) == (200, "4", b"")


def test_head_of_unknown_page_is_404() -> None:
    with TestClient(create_shell([], public_url="http://localhost")) as client:
        assert client.head("/nothing").status_code == 404
