"""Answers of an OAI-PMH catalogue, and one that gives its list in parts."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from tests.content_links.harvesting.servers import Asked, Says

_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"


def answer(*records: str, token: str = "") -> bytes:
    more = f"<resumptionToken>{escape(token)}</resumptionToken>" if token else "<resumptionToken/>"
    return _wrapped(f"<ListRecords>{''.join(records)}{more}</ListRecords>")


def error(code: str, said: str = "") -> bytes:
    return _wrapped(f'<error code="{code}">{said}</error>')


def record(identifier: str, title: str, url: str, **others: str) -> str:
    elements = {"title": title, "identifier": url} | others
    inside = "".join(f"<dc:{name}>{escape(value)}</dc:{name}>" for name, value in elements.items())
    names = f'xmlns:oai_dc="{_DC}" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return lom_record(identifier, f"<oai_dc:dc {names}>{inside}</oai_dc:dc>")


def lom_record(identifier: str, metadata: str) -> str:
    header = f"<header><identifier>{identifier}</identifier><datestamp>2026-11-01</datestamp></header>"
    return f"<record>{header}<metadata>{metadata}</metadata></record>"


def deleted(identifier: str) -> str:
    return f'<record><header status="deleted"><identifier>{identifier}</identifier></header></record>'


def _wrapped(inside: str) -> bytes:
    root = '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2026-11-23T08:00:00Z</responseDate>'
    return f'<?xml version="1.0" encoding="UTF-8"?>{root}{inside}</OAI-PMH>'.encode()


class Catalogue:
    """Gives its records in parts; its tokens are those of `generation`, and older ones are refused."""

    def __init__(self, parts: Sequence[Sequence[str]]) -> None:
        self.parts = parts
        self.generation = 1
        self.changes_after: int | None = None
        self.answers: dict[int, Says] = {}
        self.lists: list[dict[str, str]] = []

    def __call__(self, asked: Asked) -> Says:
        self.lists.append(asked.query)
        if instead := self.answers.pop(len(self.lists), None):
            return instead
        if len(self.lists) == self.changes_after:
            self.generation += 1
        number = 0
        if token := asked.query.get("resumptionToken"):
            generation, _, place = token.partition(":")
            if int(generation) != self.generation:
                return Says(error("badResumptionToken"))
            number = int(place)
        is_last = number + 1 >= len(self.parts)
        return Says(answer(*self.parts[number], token="" if is_last else f"{self.generation}:{number + 1}"))
