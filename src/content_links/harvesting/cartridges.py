"""imsmanifest.xml: SCORM 1.2 and 2004, IMS Common Cartridge 1.0 to 1.3 and plain IMS Content Packaging."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from xml.etree.ElementTree import Element

from content_links.harvesting.errors import UnknownVersion
from content_links.harvesting.found import FoundPackage, FoundUnit, found_package, found_unit
from content_links.harvesting.languages import best
from content_links.harvesting.lom import is_lom, read_lom, said
from content_links.harvesting.markup import child, children, local, namespace, text
from content_links.harvesting.titles import joined
from content_links.vocabulary import PackageKind

_CARTRIDGE: Final = ("1.0", "1.1", "1.2", "1.3")
_SCORM_1_2: Final = ("1.2", "CAM 1.2")
_SCORM_2004: Final = ("2004", "CAM 1.3")
_PACKAGING: Final = "http://www.imsglobal.org/xsd/imscp_v1p1"
_OLD_PACKAGING: Final = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
_VERSIONS: Final[dict[str, tuple[str, ...]]] = {
    _OLD_PACKAGING: (*_SCORM_1_2, "1.1"),
    "http://www.imsglobal.org/xsd/imscp_rootv1p1p2": (*_SCORM_1_2, "1.1"),
    _PACKAGING: (*_SCORM_1_2, *_SCORM_2004, "1.1"),
    "http://www.imsglobal.org/xsd/imscc/imscp_v1p1": _CARTRIDGE,
    "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1": _CARTRIDGE,
    "http://www.imsglobal.org/xsd/imsccv1p2/imscp_v1p1": _CARTRIDGE,
    "http://www.imsglobal.org/xsd/imsccv1p3/imscp_v1p1": _CARTRIDGE,
}
"""The namespaces of a manifest, and how the versions begin that it may say it is of."""

# What makers of courses leave in it: without its title every one of them would be the same course.
_SAYS_NOTHING: Final = re.compile(r"[-_]*(?:ims)?man(?:ifest)?[-_]*\d{0,4}|", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Organised:
    title: str
    units: list[FoundUnit]


def read_manifest(root: Element) -> FoundPackage:
    """The items of its first organisation that lead somewhere are the parts, in order.

    :raises UnknownVersion: it is of another version.
    :raises UnusableFile: there is no title, or too many parts.
    """
    _known_version(root)
    organised = _organised(root)
    identifier = root.get("identifier", "")
    if _SAYS_NOTHING.fullmatch(identifier):
        identifier = f"{identifier} {organised.title}".strip()
    extra: dict[str, Any] = {"kind": PackageKind.COURSE, "units": organised.units}
    lom = next((each for each in child(root, "metadata") or () if is_lom(each)), None)
    if lom is None:
        return found_package(identifier=identifier, title=organised.title, **extra)
    named = bool(text(child(lom, "general", "title")))
    return read_lom(lom, identifier=identifier, title="" if named else organised.title, **extra)


def _known_version(root: Element) -> None:
    version = text(child(root, "metadata", "schemaversion"))
    known = _VERSIONS.get(namespace(root)) if local(root) == "manifest" else None
    if known is None or (version and not version.startswith(known)):
        raise UnknownVersion(found=f"{local(root)[:40]} {version[:40]} {namespace(root)[:120]}".replace("  ", " "))


def _organised(root: Element) -> _Organised:
    organisations = child(root, "organizations")
    every = list(children(organisations, "organization"))
    wanted = organisations.get("default") if organisations is not None else None
    one = next((each for each in every if each.get("identifier") == wanted), every[0] if every else None)
    return _Organised(_title(one), list(_units(one, "")))


def _units(element: Element | None, above: str) -> Iterator[FoundUnit]:
    for number, item in enumerate(children(element, "item"), start=1):
        title = joined(above, _title(item))
        if item.get("identifierref") and item.get("isvisible", "true") != "false":
            yield found_unit(title, number=number)
        yield from _units(item, title)


def _title(element: Element | None) -> str:
    return best(said(child(element, "title"))).text
