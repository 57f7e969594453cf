"""Learning object metadata: IEEE 1484.12.3, and the IMS Meta-Data 1.2 binding, which NL-LOM uses."""

import re
from collections.abc import Iterator
from typing import Any, Final
from xml.etree.ElementTree import Element

from content_links.harvesting.durations import minutes_of
from content_links.harvesting.errors import UnknownVersion
from content_links.harvesting.found import FoundPackage, found_package
from content_links.harvesting.languages import Said, best
from content_links.harvesting.markup import LANG, child, children, local, namespace, text
from content_links.vocabulary import PackageKind

NAMESPACES: Final = frozenset(
    {
        "http://ltsc.ieee.org/xsd/LOM",
        "http://ltsc.ieee.org/xsd/LOMv1p0",
        "http://www.imsglobal.org/xsd/imsmd_v1p2",
        "http://www.imsglobal.org/xsd/imsmd_rootv1p2p1",
        "http://www.imsproject.org/xsd/imsmd_rootv1p2p1",
        "",
    }
)
_IN_CARTRIDGES: Final = re.compile(r"http://ltsc\.ieee\.org/xsd/imscc(?:v1p[1-3])?/LOM/(?:manifest|resource)")
_LEVEL: Final = re.compile(r"[ABC][12]|[1-4][FS]")
_KINDS: Final = {
    "video": PackageKind.VIDEO,
    "audio": PackageKind.PODCAST,
    "exercise": PackageKind.EXERCISES,
    "questionnaire": PackageKind.EXERCISES,
    "self assessment": PackageKind.EXERCISES,
    "oefening": PackageKind.EXERCISES,
    "narrative text": PackageKind.ARTICLE,
    "informatiebron": PackageKind.ARTICLE,
}


def read_lom(lom: Element, *, identifier: str = "", **instead: Any) -> FoundPackage:
    """:param identifier: used instead of its own, and `instead` as well where it is not empty.

    :raises UnknownVersion: it is another kind of metadata.
    :raises TitleMissing: it has no title.
    """
    if not is_lom(lom):
        raise UnknownVersion(found=f"{local(lom)[:40]} {namespace(lom)[:120]}")
    return found_package(**_values(lom, identifier) | {name: value for name, value in instead.items() if value})


def is_lom(element: Element) -> bool:
    known = namespace(element) in NAMESPACES or _IN_CARTRIDGES.fullmatch(namespace(element))
    return bool(known) and local(element) == "lom"


def _values(lom: Element, identifier: str) -> dict[str, Any]:
    general = child(lom, "general")
    title = best(said(child(general, "title")))
    url = next((found for each in children(child(lom, "technical"), "location") if "://" in (found := text(each))), "")
    return {
        "identifier": identifier or _identifier(general) or url,
        "title": title.text,
        "description": best(said(child(general, "description"))).text,
        "provider": _publisher(lom),
        "language": _language(general) or title.language,
        "minutes": _minutes(lom),
        "url": url,
        "kind": _kind(lom),
        "level": _level(lom),
        "keywords": [each.text for keyword in children(general, "keyword") for each in said(keyword)],
    }


def said(element: Element | None) -> Iterator[Said]:
    """<string language="nl"> of LOM, <langstring xml:lang="nl"> of IMS-MD and cmi5; else its own text."""
    parts = [part for part in (element if element is not None else ()) if local(part) in {"string", "langstring"}]
    for part in parts:
        yield Said(text(part), _tag(part.get("language") or part.get(LANG) or part.get("lang") or ""))
    if element is not None and not parts:
        yield Said(text(element))


def _tag(language: str) -> str:
    return "" if language.strip().lower() in {"x-none", "none"} else language.strip()


def _language(general: Element | None) -> str:
    return next((tag for each in children(general, "language") if (tag := _tag(text(each)))), "")


def _identifier(general: Element | None) -> str:
    for each in [*children(general, "identifier"), *children(general, "catalogentry")]:
        if entry := text(child(each, "entry")) or ("" if len(each) else text(each)):
            return entry
    return ""


def _publisher(lom: Element) -> str:
    for contribution in children(child(lom, "lifecycle"), "contribute"):
        if best(_value(child(contribution, "role"))).text.lower() in {"publisher", "uitgever"}:
            card = text(child(contribution, "entity")) or text(child(contribution, "centity"))
            if name := _name_in(card):
                return name
    return ""


def _name_in(card: str) -> str:
    """The organisation or name of a vCard (RFC 6350), or the text when it is no card."""
    lines = dict(re.findall(r"(?im)^(ORG|FN)(?:;[^:\n]{0,100})?:([^\r\n]{1,300})", card))
    found = lines.get("ORG") or lines.get("FN") or ("" if "BEGIN:VCARD" in card.upper() else card)
    return re.sub(r"\\([,;\\])", r"\1", found.split(";")[0]).strip()


def _value(element: Element | None) -> Iterator[Said]:
    return said(child(element, "value"))


def _minutes(lom: Element) -> float | None:
    learning = child(lom, "educational", "typicallearningtime")
    playing = child(lom, "technical", "duration")
    for element in (learning, playing):
        for name in ("duration", "datetime"):
            if (minutes := minutes_of(text(child(element, name)))) is not None:
                return minutes
    return None


def _kind(lom: Element) -> PackageKind | None:
    words = [text(each).partition("/")[0] for each in children(child(lom, "technical"), "format")]
    words += [best(_value(each)).text for each in children(child(lom, "educational"), "learningresourcetype")]
    return next((_KINDS[word.lower()] for word in words if word.lower() in _KINDS), None)


def _level(lom: Element) -> str:
    """A level of the CEFR or of the Dutch reference levels, when a classification names one."""
    for classification in children(lom, "classification"):
        for path in children(classification, "taxonpath"):
            for taxon in children(path, "taxon"):
                for name in (best(said(child(taxon, "entry"))).text, text(child(taxon, "id"))):
                    if _LEVEL.fullmatch(name.strip().upper()):
                        return name.strip().upper()
    return ""
