"""schema.org in JSON-LD: Course, CourseInstance and LearningResource, in a file or in the scripts of a web page.

Only what stands there is read: a context is never fetched, and names of other vocabularies are left out.
"""

import json
from collections.abc import Iterator
from typing import Any, Final

from content_links.harvesting.durations import minutes_of
from content_links.harvesting.errors import NothingFound, NotJson, TooManyPackages
from content_links.harvesting.found import MOST_IDENTIFIER, FoundPackage, FoundUnit, found_package, found_unit
from content_links.harvesting.languages import Said, best
from content_links.harvesting.markup import MOST_BYTES
from content_links.vocabulary import PackageKind
from tabular.errors import FileTooLarge

MOST_PACKAGES: Final = 2_000
_MOST_NODES: Final = 50_000
_WANTED: Final = frozenset({"Course", "CourseInstance", "LearningResource"})
_KINDS: Final = {
    "VideoObject": PackageKind.VIDEO,
    "PodcastSeries": PackageKind.PODCAST,
    "PodcastEpisode": PackageKind.PODCAST,
    "Article": PackageKind.ARTICLE,
    "Quiz": PackageKind.EXERCISES,
    "Book": PackageKind.EBOOKS,
    "Course": PackageKind.COURSE,
    "CourseInstance": PackageKind.COURSE,
}
_Node = dict[str, Any]


def read_json_ld(texts: list[str]) -> list[FoundPackage]:
    """The packages of all documents together, each once.

    :param texts: JSON documents: one file, or the scripts of a page.
    :raises NotJson: the first that is not JSON; `line` counts in it.
    :raises NothingFound, TooManyPackages: as they say.
    :raises UnusableFile: one of them has no title, or too many parts.
    """
    reading = _Reading([_parse(text) for text in texts])
    packages: dict[str, FoundPackage] = {}
    for package in map(reading.package, reading.wanted()):
        known = packages.get(package.identifier)
        # One page with many courses gives them all its own address.
        name = (
            package.identifier
            if known is None or known.title == package.title
            else f"{known.identifier} {package.title}"
        )
        packages[name[:MOST_IDENTIFIER]] = package.model_copy(update={"identifier": name[:MOST_IDENTIFIER]})
    if not packages:
        raise NothingFound
    return list(packages.values())


def scripts_of(page: str) -> list[str]:
    """The texts of `<script type="application/ld+json">`, but not of those in a comment."""
    found, low, at = [], page.lower(), 0
    while (start := low.find("<", at)) >= 0:
        if low.startswith("<!--", start):
            end = low.find("-->", start)
            at = end + 3 if end >= 0 else len(low)
        elif low.startswith("<script", start):
            opened, end = low.find(">", start), low.find("</script", start)
            if opened < 0 or end < 0:
                break
            if "application/ld+json" in low[start:opened]:
                found.append(page[opened + 1 : end])
            at = end + 1
        else:
            at = start + 1
    return found


def _parse(text: str) -> Any:
    if len(text) > MOST_BYTES:
        raise FileTooLarge(megabytes=MOST_BYTES // 1_000_000)
    try:
        return json.loads(text, strict=False)
    except json.JSONDecodeError as error:
        raise NotJson(line=error.lineno) from error
    except (ValueError, RecursionError) as error:
        raise NotJson(line=1) from error


class _Reading:
    def __init__(self, documents: list[Any]) -> None:
        self._nodes = list(_nodes_of(documents))
        # Of a node that is told about in two places the fuller one.
        self._by_id: dict[str, _Node] = {}
        for node in self._nodes:
            name = node.get("@id")
            if isinstance(name, str) and len(node) > len(self._by_id.get(name, {})):
                self._by_id[name] = node

    def wanted(self) -> list[_Node]:
        """What is a package by itself: not an instance or a part of another one."""
        inside = {id(part) for node in self._nodes for part in (*self._instances(node), *self._parts(node))}
        found = [node for node in self._nodes if _types(node) & _WANTED and id(node) not in inside]
        found = [node for node in found if self._whole(node) is node and node.keys() - {"@id", "@type"}]
        if len(found) > MOST_PACKAGES:
            raise TooManyPackages(limit=MOST_PACKAGES)
        return found

    def package(self, node: _Node) -> FoundPackage:
        instance = next(iter(self._instances(node)), {})
        title = best(_said(node.get("name")))
        language = _language(node.get("inLanguage")) or _language(instance.get("inLanguage")) or title.language
        return found_package(
            identifier=_identifier(node) or title.text,
            title=title.text,
            description=best(_said(node.get("description"))).text,
            provider=self._name(node.get("provider")) or self._name(node.get("publisher")),
            language=language,
            minutes=_minutes(node) or _minutes(instance) or _workload(instance),
            url=_first_text(node.get("url"), instance.get("url"), node.get("@id")),
            kind=next((kind for name, kind in _KINDS.items() if name in _types(node)), None),
            level=self._name(node.get("educationalLevel")),
            keywords=_keywords(node.get("keywords")) + _keywords(node.get("about")) + _keywords(node.get("teaches")),
            units=[self._unit(part, number) for number, part in enumerate(self._parts(node), start=1)],
        )

    def _unit(self, part: _Node, number: int) -> FoundUnit:
        url = _first_text(part.get("url"), part.get("@id"))
        return found_unit(best(_said(part.get("name"))).text, url=url, minutes=_minutes(part), number=number)

    def _parts(self, node: _Node) -> list[_Node]:
        if not _types(node) & _WANTED:
            return []
        parts = [self._whole(part) for part in _several(node.get("syllabusSections")) or _several(node.get("hasPart"))]
        return sorted(parts, key=lambda part: _position(part.get("position")))

    def _instances(self, node: _Node) -> list[_Node]:
        return [self._whole(each) for each in _several(node.get("hasCourseInstance"))]

    def _whole(self, node: _Node) -> _Node:
        name = node.get("@id")
        return self._by_id.get(name, node) if isinstance(name, str) else node

    def _name(self, value: Any) -> str:
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict):
                each = best(_said(self._whole(each).get("name"))).text  # noqa: PLW2901
            if isinstance(each, str) and each.strip():
                return each
        return ""


def _nodes_of(documents: list[Any]) -> Iterator[_Node]:
    waiting, seen = list(reversed(documents)), 0
    while waiting:
        value = waiting.pop()
        seen += 1
        if seen > _MOST_NODES:
            raise TooManyPackages(limit=MOST_PACKAGES)
        if isinstance(value, dict):
            yield value
            waiting += [each for each in reversed(value.values()) if isinstance(each, dict | list)]
        elif isinstance(value, list):
            waiting += [each for each in reversed(value) if isinstance(each, dict | list)]


def _types(node: _Node) -> set[str]:
    """Without their vocabulary: Course for schema:Course and https://schema.org/Course."""
    types = node.get("@type")
    names = types if isinstance(types, list) else [types]
    return {name.replace(":", "/").rpartition("/")[2] for name in names if isinstance(name, str)}


def _said(value: Any) -> list[Said]:
    if isinstance(value, list):
        return [said for each in value if not isinstance(each, list) for said in _said(each)]
    if isinstance(value, dict):
        text, language = value.get("@value"), value.get("@language")
        return [Said(text, language if isinstance(language, str) else "")] if isinstance(text, str) else []
    return [Said(value)] if isinstance(value, str) else []


def _identifier(node: _Node) -> str:
    """An `@id` that is only one inside its document, such as `_:b0` or `#course`, is another one elsewhere."""
    own, url = _first_text(node.get("@id")), _first_text(node.get("url"))
    if ":" in own and not own.startswith("_:"):
        return own
    return " ".join(filter(None, [url, _first_text(node.get("identifier"))]))


def _several(value: Any) -> list[_Node]:
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, dict)]


def _first_text(*values: Any) -> str:
    for value in values:
        for each in value if isinstance(value, list) else [value]:
            found = each.get("value") or each.get("@value") if isinstance(each, dict) else each
            if isinstance(found, str) and found.strip():
                return found
    return ""


def _language(value: Any) -> str:
    if isinstance(value, dict):
        return _first_text(value.get("alternateName"), value.get("identifier"), value.get("name"))
    return _first_text(value)


def _minutes(node: _Node) -> float | None:
    return minutes_of(_first_text(node.get("timeRequired"), node.get("duration")))


def _workload(instance: _Node) -> float | None:
    return minutes_of(_first_text(instance.get("courseWorkload")))


def _keywords(value: Any) -> list[str]:
    if isinstance(value, str):
        return value.split(",")
    if isinstance(value, list):
        return [word for each in value if not isinstance(each, list) for word in _keywords(each)]
    return [_first_text(value.get("name"))] if isinstance(value, dict) else []


def _position(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return float("inf")
