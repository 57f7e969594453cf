"""The whole application while PostgreSQL and Redis are away: it starts, says so, and shows what does not need them."""

from collections.abc import Iterator
from typing import Any

import pytest
from litestar.testing import TestClient

from database.engine import DB
from leeragenda.app import create_app
from settings import get_settings

Client = TestClient[Any]


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch, own_logging: None) -> Iterator[Client]:
    monkeypatch.setenv("LEERAGENDA_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    monkeypatch.setenv("LEERAGENDA_REDIS_URL", "redis://127.0.0.1:1")
    monkeypatch.setattr(DB, "pool", None)
    monkeypatch.setattr(DB, "config", {})
    get_settings.cache_clear()
    with TestClient(create_app()) as client:
        yield client
    get_settings.cache_clear()


def test_app_starts_without_its_services_and_names_them(client: Client) -> None:
    live, ready = client.get("/health/live"), client.get("/health/ready")
    assert (live.status_code, ready.status_code) == (200, 503)
    assert ready.json() == {"status": "unavailable", "failing": ["database", "migrations", "redis"]}


def test_app_describes_its_api(client: Client) -> None:
    answers = [client.get("/api/schema"), client.get("/api/schema/openapi.json")]
    assert [answer.json()["info"]["title"] for answer in answers] == ["Leeragenda", "Leeragenda"]


def test_app_describes_nothing_but_the_api(client: Client) -> None:
    paths = client.get("/api/schema").json()["paths"]
    assert [path for path in paths if not path.startswith("/api/v1/")] == []


def test_app_counts_requests_by_route_and_not_by_address(client: Client) -> None:
    client.get("/language/zz")
    counted = client.get("/metrics").text
    assert 'path="/language/{code}"' in counted
    assert "/language/zz" not in counted


def test_app_has_a_page_for_what_it_does_not_know(client: Client) -> None:
    answer = client.get("/no/such/page", headers={"Accept-Language": "nl"})
    assert (answer.status_code, "We vinden deze pagina niet" in answer.text) == (404, True)
