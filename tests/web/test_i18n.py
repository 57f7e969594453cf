from pathlib import Path

import pytest
from litestar import get
from litestar.testing import TestClient

from web.i18n import CATALOGUES, Translator, preferred_locale, read_catalogues, translator, translator_of
from web.requests import AnyRequest
from web.shell import create_shell

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


@pytest.mark.parametrize(
    ("accept_language", "locale"),
    [
        ("", "nl"),
        ("en", "en"),
        ("en-GB,en;q=0.9,nl;q=0.8", "en"),
        ("nl;q=0.1, en;q=0.9", "en"),
        ("de, fr;q=0.9", "nl"),
        ("de, en-US;q=0.5, nl;q=0.4", "en"),
        ("en;q=0, nl", "nl"),
        ("en;q=0", "nl"),
        ("EN-gb", "en"),
        ("en;q=much", "nl"),
        (",;,=", "nl"),
    ],
)
def test_preferred_locale_for_header(accept_language: str, locale: str) -> None:
    assert preferred_locale(accept_language) == locale


@get("/say")
async def say(request: AnyRequest) -> str:
    return translator_of(request).gettext("Go to the start page")


@pytest.mark.parametrize(
    ("headers", "sentence"),
    [
        ({}, "Ga naar de startpagina"),
        ({"Accept-Language": "en"}, "Go to the start page"),
        ({"Accept-Language": "en", "Cookie": "lang=nl"}, "Ga naar de startpagina"),
        ({"Accept-Language": "nl", "Cookie": "lang=en"}, "Go to the start page"),
        ({"Accept-Language": "en", "Cookie": "lang=xx"}, "Go to the start page"),
    ],
)
def test_translator_of_request_follows_cookie_then_browser(headers: dict[str, str], sentence: str) -> None:
    with TestClient(create_shell([say], public_url="http://localhost")) as client:
        client.headers.pop("accept-language", None)
        assert client.get("/say", headers=headers).text == sentence


def test_catalogues_of_all_packages_are_one(tmp_path: Path) -> None:
    (tmp_path / "one.po").write_text(HEADER + 'msgid "cat"\nmsgstr "kat"\n')
    (tmp_path / "two.po").write_text(HEADER + 'msgid "dog"\nmsgstr "hond"\n')
    words = Translator("nl", read_catalogues(tmp_path, "nl"))
    assert [words.gettext("cat"), words.gettext("dog"), words.gettext("cow")] == ["kat", "hond", "cow"]


def test_catalogues_leave_out_fuzzy_and_empty_entries(tmp_path: Path) -> None:
    entries = '#, fuzzy\nmsgid "cat"\nmsgstr "hond"\n\nmsgid "dog"\nmsgstr ""\n'
    (tmp_path / "one.po").write_text(HEADER + entries)
    words = Translator("nl", read_catalogues(tmp_path, "nl"))
    assert [words.gettext("cat"), words.gettext("dog")] == ["cat", "dog"]


@pytest.mark.parametrize(("number", "sentence"), [(0, "0 katten"), (1, "1 kat"), (2, "2 katten")])
def test_ngettext_for_number(tmp_path: Path, number: int, sentence: str) -> None:
    plural = 'msgid "%(num)d cat"\nmsgid_plural "%(num)d cats"\nmsgstr[0] "%(num)d kat"\nmsgstr[1] "%(num)d katten"\n'
    (tmp_path / "one.po").write_text(HEADER + plural)
    words = Translator("nl", read_catalogues(tmp_path, "nl"))
    assert words.ngettext("%(num)d cat", "%(num)d cats", number) == sentence


def test_ngettext_without_translation_stays_english() -> None:
    assert translator("en").ngettext("%(num)d cat", "%(num)d cats", 1) == "1 cat"


def test_gettext_fills_in_details() -> None:
    assert translator("nl").gettext("Choose one of: %(expected)s.", expected="a, b") == "Kies een van deze: a, b."


def test_catalogues_of_the_product_are_found() -> None:
    assert (CATALOGUES / "nl" / "errors.po").is_file()
