"""Who asks, also when proxies stand between; and nobody is believed who was not told of."""

from collections.abc import Iterator

import pytest
from litestar.testing import RequestFactory

from settings import get_settings
from web.readers import household, reader_address
from web.requests import AnyRequest


@pytest.fixture(autouse=True)
def fresh_settings() -> Iterator[None]:
    yield
    get_settings.cache_clear()


def request_of(peer: str, *forwarded: str) -> AnyRequest:
    headers = {"X-Forwarded-For": ", ".join(forwarded)} if forwarded else {}
    request: AnyRequest = RequestFactory().get("/", headers=headers)
    request.scope["client"] = (peer, 1234)
    return request


def with_proxies(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setenv("LEERAGENDA_PROXIES", str(number))
    get_settings.cache_clear()


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("1.2.3.4", ("9.9.9.9",), "1.2.3.4"),
        ("10.0.0.1", ("9.9.9.9",), "9.9.9.9"),
        ("127.0.0.1", ("8.8.8.8", "9.9.9.9"), "9.9.9.9"),
        ("::ffff:10.0.0.1", ("9.9.9.9",), "9.9.9.9"),
        ("10.0.0.1", ("nonsense",), "10.0.0.1"),
        ("10.0.0.1", (), "10.0.0.1"),
    ],
)
def test_proxy_is_believed_when_it_is_of_our_own_network(peer: str, forwarded: tuple[str, ...], address: str) -> None:
    assert reader_address(request_of(peer, *forwarded)) == address


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, ("9.9.9.9",), "1.1.1.1"),
        (1, ("9.9.9.9",), "9.9.9.9"),
        (1, ("8.8.8.8", "9.9.9.9"), "9.9.9.9"),
        (2, ("7.7.7.7", "9.9.9.9", "10.0.0.2"), "9.9.9.9"),
        (2, ("9.9.9.9",), "1.1.1.1"),
        (1, (), "1.1.1.1"),
    ],
)
def test_address_is_what_the_outermost_of_so_many_proxies_saw(
    monkeypatch: pytest.MonkeyPatch, proxies: int, forwarded: tuple[str, ...], address: str
) -> None:
    with_proxies(monkeypatch, proxies)
    assert reader_address(request_of("1.1.1.1", *forwarded)) == address


@pytest.mark.parametrize(
    ("peer", "known_as"),
    [
        ("93.184.216.34", "93.184.216.34"),
        ("::ffff:93.184.216.34", "93.184.216.34"),
        ("2a02:a44d:1:2:3:4:5:6", "2a02:a44d:1:2::/64"),
        ("127.0.0.1", None),
        ("::1", None),
        ("10.1.2.3", None),
        ("172.18.0.4", None),
        ("testclient", None),
    ],
)
def test_household_is_known_by_its_address_on_the_internet(peer: str, known_as: str | None) -> None:
    assert household(request_of(peer)) == known_as
