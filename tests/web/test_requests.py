import pytest
from litestar.testing import RequestFactory

from web.requests import accepts_gzip, current_path, is_fragment, wants_data


@pytest.mark.parametrize(
    ("headers", "fragment"),
    [
        ({}, False),
        ({"HX-Request": "true"}, True),
        ({"HX-Request": "true", "HX-Request-Type": "partial"}, True),
        ({"HX-Request": "true", "HX-Request-Type": "full"}, False),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, False),
        ({"HX-Request": "false"}, False),
    ],
)
def test_is_fragment_for_headers(headers: dict[str, str], fragment: bool) -> None:
    assert is_fragment(RequestFactory().get("/agenda", headers=headers)) is fragment


@pytest.mark.parametrize(
    ("path", "accept", "data"),
    [
        ("/agenda", "", False),
        ("/agenda", "text/html,*/*", False),
        ("/agenda", "application/json", True),
        ("/agenda", "application/problem+json", True),
        ("/agenda", "text/html, application/json", False),
        ("/agenda.ics", "text/html", True),
        ("/agenda.rss", "", True),
        ("/api/v1/sessions", "text/html", True),
        ("/apiary", "", False),
    ],
)
def test_wants_data_for_path_and_accept(path: str, accept: str, data: bool) -> None:
    assert wants_data(RequestFactory().get(path, headers={"Accept": accept})) is data


def test_current_path_keeps_the_query() -> None:
    request = RequestFactory().get("/agenda", query_params={"q": "klik & tik", "page": "2"})
    assert current_path(request) == "/agenda?q=klik+%26+tik&page=2"


def test_current_path_without_query() -> None:
    assert current_path(RequestFactory().get("/agenda")) == "/agenda"


@pytest.mark.parametrize(
    ("accept_encoding", "accepted"),
    [
        ("", False),
        ("gzip", True),
        ("br, GZIP;q=0.5", True),
        ("gzip;q=0", False),
        ("gzip ; q=0.000, br", False),
        ("gzip;q=0.001", True),
        ("deflate, br", False),
    ],
)
def test_accepts_gzip_for_header(accept_encoding: str, accepted: bool) -> None:
    request = RequestFactory().get("/", headers={"Accept-Encoding": accept_encoding})
    assert accepts_gzip(request) is accepted
