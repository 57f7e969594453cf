import pytest
from litestar import get, post
from litestar.testing import TestClient

from web.shell import create_shell

PUBLIC_URL = "https://agenda.bieb.example"


@post("/sign-up", status_code=200)
async def sign_up() -> str:
    return "done"


@get("/page")
async def read() -> str:
    return "read"


def status_of(method: str, path: str, headers: dict[str, str]) -> int:
    with TestClient(create_shell([sign_up, read], public_url=PUBLIC_URL)) as client:
        return client.request(method, path, headers={"Host": "10.0.0.5:8000", **headers}).status_code


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin", "Origin": PUBLIC_URL},
        {"Sec-Fetch-Site": "none"},
        {"Origin": PUBLIC_URL},
        {"Origin": PUBLIC_URL.upper()},
        {"Origin": "http://10.0.0.5:8000"},
        {},
        {"Sec-Fetch-Site": "cross-site", "Authorization": "Bearer token"},
    ],
    ids=["own page", "typed by the reader", "old browser", "capitals", "own host", "a program", "with a token"],
)
def test_change_from_ourselves_is_allowed(headers: dict[str, str]) -> None:
    assert status_of("POST", "/sign-up", headers) == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-site", "Origin": "https://other.bieb.example"},
        {"Sec-Fetch-Site": "cross-site", "Origin": PUBLIC_URL},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": ""},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": PUBLIC_URL + ":8443"},
        {"Origin": "https://agenda.bieb.example.evil.example"},
        {"Sec-Fetch-Site": "cross-site", "Authorization": "Basic YWxpY2U6"},
    ],
)
def test_change_from_another_site_is_refused(headers: dict[str, str]) -> None:
    assert status_of("POST", "/sign-up", headers) == 403


def test_reading_from_another_site_is_allowed() -> None:
    assert status_of("GET", "/page", {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}) == 200
