"""The course structure of cmi5 (section 13 of its specification, first edition)."""

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from content_links.harvesting.errors import UnknownVersion
from content_links.harvesting.found import FoundPackage, FoundUnit, found_package, found_unit
from content_links.harvesting.languages import best
from content_links.harvesting.lom import said
from content_links.harvesting.markup import child, local, namespace, text
from content_links.harvesting.titles import joined
from content_links.vocabulary import PackageKind

NAMESPACE: Final = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"


def read_cmi5(root: Element) -> FoundPackage:
    """The assignable units are the parts; those of a block are named after it too.

    :raises UnknownVersion: it is of another version.
    :raises UnusableFile: there is no title, or too many parts.
    """
    if namespace(root) != NAMESPACE:
        raise UnknownVersion(found=f"cmi5 {namespace(root)[:120]}")
    course = child(root, "course")
    title = best(said(child(course, "title")))
    return found_package(
        identifier=course.get("id", "") if course is not None else "",
        title=title.text,
        description=best(said(child(course, "description"))).text,
        language=title.language,
        kind=PackageKind.COURSE,
        units=_units(root, ""),
    )


def _units(element: Element, above: str) -> Iterator[FoundUnit]:
    for number, part in enumerate(element, start=1):
        title = joined(above, best(said(child(part, "title"))).text)
        if local(part) == "au":
            yield found_unit(title, url=text(child(part, "url")), number=number)
        elif local(part) == "block":
            yield from _units(part, title)
