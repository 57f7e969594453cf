import pytest
from pydantic import TypeAdapter, ValidationError

from tabular.fields import Line, Paragraphs, Slug, TimeZone, WebAddress


def accepts(kind: object, text: str) -> bool:
    try:
        TypeAdapter(kind).validate_python(text)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("text", ["centrale", "het-lage-land", "a1", " centrale "])
def test_slug(text: str) -> None:
    assert accepts(Slug, text)


@pytest.mark.parametrize("text", ["", "Centrale", "a--b", "-a", "a b", "café", "a/b", "a" * 81])
def test_slug_refused(text: str) -> None:
    assert not accepts(Slug, text)


@pytest.mark.parametrize("text", ["https://example.org", "http://example.org:8080/a?b=c#d", "https://[::1]/"])
def test_web_address(text: str) -> None:
    assert accepts(WebAddress, text)


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//example.org",
        "example.org",
        "https://",
        "https://user:secret@example.org",
        "https://example.org/a b",
        'https://example.org/"onclick',
        "https://example.org:port/",
        "https://[::1",
        "java\nscript:alert(1)",
        "https://example.org/" + "a" * 500,
    ],
)
def test_web_address_refused(text: str) -> None:
    assert not accepts(WebAddress, text)


def test_paragraphs_end_in_line_feeds() -> None:
    assert TypeAdapter(Paragraphs).validate_python(" a\r\nb\rc\n") == "a\nb\nc"


@pytest.mark.parametrize("text", ["a\0b", "a\x1bb", "a\u2028b", "a\x85b", "a\ufffdb"])
def test_control_characters_refused(text: str) -> None:
    assert not accepts(Line, text)


def test_time_zone() -> None:
    assert accepts(TimeZone, "America/Kralendijk")
    assert not accepts(TimeZone, "Mars/Olympus")
