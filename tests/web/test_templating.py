from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from jinja2 import DictLoader, Environment, TemplateNotFound, UndefinedError
from litestar import Response, get
from litestar.testing import TestClient

from web import templating
from web.i18n import Locale
from web.requests import AnyRequest
from web.shell import create_shell
from web.templating import PAGE_HEADERS, environment, page, render, template_loader


@pytest.fixture
def templates(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """Templates by name, in place of those of the product."""
    written: dict[str, str] = {}
    monkeypatch.setattr(templating, "template_loader", lambda _sources: DictLoader(written))
    environment.cache_clear()
    yield written
    environment.cache_clear()


@pytest.mark.parametrize(("name", "text"), [("a.html", "&lt;&amp;&gt;"), ("a.txt", "<&>")])
def test_render_escapes_values_in_html_only(templates: dict[str, str], name: str, text: str) -> None:
    templates[name] = "{{ value }}"
    assert render(name, "nl", {"value": "<&>"}) == text


def test_render_escapes_details_of_sentences(templates: dict[str, str]) -> None:
    templates["a.html"] = (
        '{{ _("If you call or mail us about this, mention the code %(reference)s.", reference="<b>") }}'
    )
    assert render("a.html", "nl", {}) == "Bel of mail je ons hierover? Noem dan de code &lt;b&gt;."


@pytest.mark.parametrize(
    ("locale", "text"),
    [("nl", "nl: Ga naar de startpagina; 2 dagen"), ("en", "en: Go to the start page; 2 dagen")],
)
def test_render_speaks_the_language(templates: dict[str, str], locale: Locale, text: str) -> None:
    templates["a.html"] = (
        '{{ locale }}: {{ _("Go to the start page") }}; {{ ngettext("%(num)d dag", "%(num)d dagen", 2) }}'
    )
    assert render("a.html", locale, {}) == text


def test_render_without_a_value_is_an_error(templates: dict[str, str]) -> None:
    templates["a.html"] = "{{ titel }}"
    with pytest.raises(UndefinedError):
        render("a.html", "nl", {"title": "x"})


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ start | day }}", "dinsdag 12 januari"),
        ("{{ start | full_day }}", "dinsdag 12 januari 2027"),
        ("{{ start | short_day }}", "di 12 jan"),
        ("{{ start.date() | near_day(today) }}", "morgen"),
        ("{{ start | month }}", "januari 2027"),
        ("{{ start.time() | clock }}", "14.00 uur"),
        ("{{ 90 | duration }}", "1 uur 30 minuten"),
        ("{{ times(start.time(), end.time()) }}", "14.00 tot 16.00 uur"),
        ("{{ period(start, end) }}", "dinsdag 12 januari, 14.00 tot 16.00 uur"),
    ],
)
def test_render_says_dates(templates: dict[str, str], source: str, text: str) -> None:
    templates["a.html"] = source
    day = date(2027, 1, 12)
    context = {
        "start": datetime.combine(day, time(14)),
        "end": datetime.combine(day, time(16)),
        "today": date(2027, 1, 11),
    }
    assert render("a.html", "nl", context) == text


def test_template_loader_finds_templates_by_package(tmp_path: Path) -> None:
    for package, text in {"web": "frame", "shop": "shop"}.items():
        folder = tmp_path / package / "templates"
        folder.mkdir(parents=True)
        (folder / "home.html").write_text(text)
    templates = Environment(loader=template_loader(tmp_path), autoescape=True)
    rendered = [templates.get_template(name).render() for name in ("home.html", "shop/home.html")]
    assert rendered == ["frame", "shop"]
    with pytest.raises(TemplateNotFound):
        templates.get_template("other/home.html")


@get("/hello")
async def hello(request: AnyRequest) -> Response[bytes]:
    return page(request, "hello.html", {"name": "Alice"}, status_code=201, headers={"X-Extra": "1"})


def test_page_is_private_and_varies(templates: dict[str, str]) -> None:
    templates["hello.html"] = "{{ locale }} {{ name }} {{ current_path }}"
    with TestClient(create_shell([hello], public_url="http://localhost")) as client:
        answer = client.get("/hello?a=1&b=%26", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.text) == (201, "en Alice /hello?a=1&amp;b=%26")
    wanted: dict[str, Any] = {**PAGE_HEADERS, "X-Extra": "1", "Content-Type": "text/html; charset=utf-8"}
    assert {name: answer.headers[name] for name in wanted} == wanted


@pytest.mark.parametrize(
    ("accept_encoding", "encoding"), [("gzip, br", "gzip"), ("identity", None), ("gzip;q=0", None)]
)
def test_page_is_compressed_for_who_takes_it(
    templates: dict[str, str], accept_encoding: str, encoding: str | None
) -> None:
    templates["hello.html"] = "{{ name }}" * 500
    with TestClient(create_shell([hello], public_url="http://localhost")) as client:
        answer = client.get("/hello", headers={"Accept-Encoding": accept_encoding})
    assert (answer.headers.get("content-encoding"), answer.text) == (encoding, "Alice" * 500)
    assert (int(answer.headers["content-length"]) < 100) is (encoding == "gzip")
