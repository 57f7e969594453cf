"""Simple Dublin Core as OAI-PMH serves it (oai_dc): fifteen elements, each any number of times."""

import re
from typing import Final
from xml.etree.ElementTree import Element

from content_links.harvesting.found import FoundPackage, found_package
from content_links.harvesting.languages import Said, best
from content_links.harvesting.markup import LANG, children, text
from content_links.vocabulary import PackageKind

_KINDS: Final = {
    "movingimage": PackageKind.VIDEO,
    "video": PackageKind.VIDEO,
    "sound": PackageKind.PODCAST,
    "audio": PackageKind.PODCAST,
    "article": PackageKind.ARTICLE,
    "book": PackageKind.EBOOKS,
    "ebook": PackageKind.EBOOKS,
    "course": PackageKind.COURSE,
    "cursus": PackageKind.COURSE,
}


def read_dublin_core(record: Element, *, identifier: str) -> FoundPackage:
    """:raises TitleMissing: it has no title."""
    title = best(_said(record, "title"))
    return found_package(
        identifier=identifier,
        title=title.text,
        description=best(_said(record, "description")).text,
        provider=next((each.text for each in (*_said(record, "publisher"), *_said(record, "creator"))), ""),
        language=next((each.text for each in _said(record, "language")), title.language),
        url=next(
            (each.text for each in (*_said(record, "identifier"), *_said(record, "source")) if "://" in each.text), ""
        ),
        kind=next((_KINDS[name] for each in _said(record, "type") if (name := _plain(each.text)) in _KINDS), None),
        keywords=[each.text for each in _said(record, "subject")],
    )


def _said(record: Element, name: str) -> list[Said]:
    return [Said(text(each), each.get(LANG, "")) for each in children(record, name) if text(each)]


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())
