import gzip
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient

from refusals import Missing
from web import assets as assets_module
from web.assets import Assets, AssetsNotBuilt
from web.shell import create_shell

CSS = b"body { color: black }\n" * 100
FONT = os.urandom(4096)


def build(folder: Path, css_name: str = "app-1A.css") -> None:
    (folder / css_name).write_bytes(CSS)
    (folder / "font-2B.woff2").write_bytes(FONT)
    (folder / "secret.txt").write_text("not listed")
    (folder / "manifest.json").write_text(json.dumps({"app.css": css_name, "font.woff2": "font-2B.woff2"}))


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:  # type: ignore[type-arg]
    build(tmp_path)
    monkeypatch.setattr(assets_module, "DIST", tmp_path)
    assets_module.assets.cache_clear()
    with TestClient(create_shell([], public_url="http://localhost")) as client:
        yield client
    assets_module.assets.cache_clear()


def test_url_has_the_hashed_name(tmp_path: Path) -> None:
    build(tmp_path)
    assert Assets(tmp_path).url("app.css") == "/static/app-1A.css"


def test_url_follows_a_new_build(tmp_path: Path) -> None:
    build(tmp_path)
    assets = Assets(tmp_path)
    assets.url("app.css")
    build(tmp_path, "app-9Z.css")
    os.utime(tmp_path / "manifest.json", ns=(1, 1))
    assert assets.url("app.css") == "/static/app-9Z.css"


@pytest.mark.parametrize("name", ["nothing.css", "app-1A.css"])
def test_url_of_unknown_file_says_what_to_do(tmp_path: Path, name: str) -> None:
    build(tmp_path)
    with pytest.raises(AssetsNotBuilt, match="make demo"):
        Assets(tmp_path).url(name)


def test_url_before_any_build_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(AssetsNotBuilt, match="make demo"):
        Assets(tmp_path).url("app.css")


@pytest.mark.parametrize("name", ["secret.txt", "manifest.json", "../../settings.py", "app.css", ""])
def test_file_that_the_build_does_not_list_is_missing(tmp_path: Path, name: str) -> None:
    build(tmp_path)
    with pytest.raises(Missing):
        Assets(tmp_path).file(name)


def test_static_text_is_compressed_and_kept_for_ever(client: TestClient) -> None:  # type: ignore[type-arg]
    answer = client.get("/static/app-1A.css", headers={"Accept-Encoding": "gzip"})
    names = ("content-type", "content-encoding", "vary", "cache-control")
    assert answer.content == CSS
    assert int(answer.headers["content-length"]) == len(gzip.compress(CSS, 9))
    assert [answer.headers[name] for name in names] == [
        "text/css; charset=utf-8",
        "gzip",
        "Accept-Encoding",
        "public, max-age=31536000, immutable",
    ]


def test_static_text_for_a_client_without_gzip(client: TestClient) -> None:  # type: ignore[type-arg]
    answer = client.get("/static/app-1A.css", headers={"Accept-Encoding": "identity"})
    assert (answer.content, answer.headers.get("content-encoding")) == (CSS, None)


def test_static_font_is_sent_as_it_is(client: TestClient) -> None:  # type: ignore[type-arg]
    answer = client.get("/static/font-2B.woff2", headers={"Accept-Encoding": "gzip"})
    assert (answer.content, answer.headers["content-type"]) == (FONT, "font/woff2")
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize("path", ["/static/none.css", "/static/..%2f..%2fsettings.py", "/static/%2e%2e/assets.py"])
def test_static_file_that_does_not_exist_is_404(client: TestClient, path: str) -> None:  # type: ignore[type-arg]
    assert client.get(path, headers={"Accept": "application/json"}).status_code == 404
