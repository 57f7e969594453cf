"""Reads XML of strangers: nothing is pulled in from elsewhere, and what it costs has a limit."""

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from content_links.harvesting.errors import HasDoctype, NotWellFormed, TooManyElements
from tabular.errors import FileTooLarge

MOST_BYTES: Final = 5_000_000
MOST_ELEMENTS: Final = 100_000
DEEPEST: Final = 60
LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"


def parse_markup(body: bytes, most_bytes: int = MOST_BYTES) -> Element:
    """The root of a document. Names are `{namespace}local`.

    Entities can only be declared in a DOCTYPE, so that is what is refused, as in XML 1.0 section 2.8.

    :raises UnusableFile: too large, not well-formed, with a DOCTYPE, or with too many elements.
    """
    if len(body) > most_bytes:
        raise FileTooLarge(megabytes=most_bytes // 1_000_000)
    reading = _Reading()
    try:
        reading.parser.Parse(body, True)
    except expat.ExpatError as error:
        raise NotWellFormed(line=error.lineno) from error
    except (ValueError, LookupError) as error:  # an encoding that nobody knows
        raise NotWellFormed(line=1) from error
    return reading.builder.close()


class _Reading:
    def __init__(self) -> None:
        self.builder = TreeBuilder()
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self.builder.data
        self.parser.StartDoctypeDeclHandler = self._doctype
        self._elements = self._depth = 0

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        self._depth += 1
        if self._elements > MOST_ELEMENTS or self._depth > DEEPEST:
            raise TooManyElements(limit=MOST_ELEMENTS)
        self.builder.start(_braced(name), {_braced(key): value for key, value in attributes.items()})

    def _end(self, name: str) -> None:
        self._depth -= 1
        self.builder.end(_braced(name))

    def _doctype(self, *_: object) -> None:
        raise HasDoctype


def _braced(name: str) -> str:
    return f"{{{name}" if "}" in name else name


def namespace(element: Element) -> str:
    return element.tag.partition("}")[0].removeprefix("{") if "}" in element.tag else ""


def local(element: Element) -> str:
    """Its name without namespace, in small letters: profiles of the same standard differ in both."""
    return element.tag.rpartition("}")[2].lower()


def children(element: Element | None, name: str) -> Iterator[Element]:
    """:param name: a local name in small letters."""
    return (child for child in (element if element is not None else ()) if local(child) == name)


def child(element: Element | None, *names: str) -> Element | None:
    """The first at this path of local names."""
    for name in names:
        element = next(children(element, name), None)
    return element


def text(element: Element | None) -> str:
    """All text inside, without white space at the ends."""
    return "".join(element.itertext()).strip() if element is not None else ""
