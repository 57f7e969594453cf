"""Courses and learning resources as schema.org describes them."""

import json
import time
from typing import Any

import pytest

from content_links.harvesting.errors import NothingFound, NotJson, TitleMissing, TooManyPackages
from content_links.harvesting.files import read_packages, read_page
from content_links.harvesting.found import FoundPackage, FoundUnit
from content_links.harvesting.json_ld import scripts_of
from content_links.vocabulary import PackageKind
from events.vocabulary import Theme
from tabular.errors import NotUtf8, UnusableFile

COURSE: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "Course",
    "@id": "https://oefenhuis.example/budget",
    "name": [{"@value": "Budgeting", "@language": "en"}, {"@value": "Rondkomen", "@language": "nl"}],
    "description": "<p>Leer <em>rondkomen</em>.</p>",
    "provider": {"@id": "#us"},
    "keywords": "geld, budget",
    "educationalLevel": {"@type": "DefinedTerm", "name": "1F"},
    "hasCourseInstance": [{"@type": "CourseInstance", "courseWorkload": "PT3H", "inLanguage": "nl-NL"}],
    "hasPart": [
        {"@type": "LearningResource", "name": "Sparen", "position": 2},
        {"@type": "Course", "name": "Uitgeven", "position": 1, "timeRequired": "PT20M"},
    ],
}

NAMES = (
    "@id",
    "description",
    "provider",
    "inLanguage",
    "timeRequired",
    "url",
    "keywords",
    "hasPart",
    "educationalLevel",
)


def read(document: Any) -> list[FoundPackage]:
    return read_packages(json.dumps(document).encode())


def test_course_in_a_graph_is_read_with_its_provider_parts_and_workload() -> None:
    graph = {
        "@context": "https://schema.org",
        "@graph": [COURSE, {"@id": "#us", "@type": "Organization", "name": "Wij"}],
    }
    assert read(graph) == [
        FoundPackage(
            identifier="https://oefenhuis.example/budget",
            title="Rondkomen",
            description="Leer rondkomen .",
            provider="Wij",
            language="nl",
            duration_minutes=180,
            url="https://oefenhuis.example/budget",
            kind=PackageKind.COURSE,
            level="1F",
            themes=(Theme.GELD,),
            units=(FoundUnit(title="Uitgeven", duration_minutes=20), FoundUnit(title="Sparen")),
        )
    ]


def test_types_of_every_spelling_are_found_at_any_depth() -> None:
    listed = {
        "@type": "ItemList",
        "itemListElement": [
            {"@type": "ListItem", "item": {"@type": "schema:Course", "name": "A", "url": "https://a.example/1"}},
            {
                "@type": "ListItem",
                "item": {"@type": ["LearningResource", "VideoObject"], "name": "B", "duration": "PT9M"},
            },
            {"@type": "http://schema.org/CourseInstance", "name": "C", "identifier": {"value": "c-1"}},
            {"@type": "Person", "name": "D"},
        ],
    }
    found = [(each.identifier, each.title, each.kind, each.duration_minutes) for each in read([listed])]
    assert found == [
        ("https://a.example/1", "A", PackageKind.COURSE, None),
        ("B", "B", PackageKind.VIDEO, 9),
        ("c-1", "C", PackageKind.COURSE, None),
    ]


def test_node_that_is_told_twice_is_one_package_with_the_most() -> None:
    short = {"@type": "Course", "@id": "x", "name": "Kort"}
    assert [each.description for each in read([short, short | {"description": "Lang"}, {"@id": "x"}])] == ["Lang"]


def test_names_that_only_mean_something_in_their_document_are_no_identifiers() -> None:
    url = "https://a.example/cursussen"
    courses = [
        {"@type": "Course", "@id": "_:b0", "name": "Een", "url": url},
        {"@type": "Course", "@id": "#twee", "name": "Twee", "url": url},
        {"@type": "Course", "@id": "#drie", "name": "Drie", "url": url, "identifier": "3"},
        {"@type": "Course", "@id": "#vier", "name": "Vier"},
    ]
    assert [(each.identifier, each.title) for each in read(courses)] == [
        (url, "Een"),
        (f"{url} Twee", "Twee"),
        (f"{url} 3", "Drie"),
        ("Vier", "Vier"),
    ]


def test_scripts_of_a_page_are_read_and_its_comments_not() -> None:
    course = json.dumps({"@type": "Course", "name": "Een"})
    page = f"""<!DOCTYPE html><html><!-- <script type="application/ld+json">{course}</script> -->
      <SCRIPT id="a" Type='application/ld+json'>{course.replace("Een", "Twee")}</SCRIPT>
      <script>var a = "<script type='application/ld+json'>";</script></html>"""
    assert [each.title for each in read_packages(page.encode())] == ["Twee"]
    assert [each.title for each in read_page(course.encode())] == ["Een"]


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (b'{"@type": "Course",\n "name": }', NotJson),
        (b"[" * 100_000, NotJson),
        (b'[{"@type": "Course", "position": ' + b"9" * 10_000 + b"}]", NotJson),
        (b"{}", NothingFound),
        (b'[{"@type": 3, "name": ["Course"]}]', NothingFound),
        (b'{"@type": "Course", "url": "https://a.example/"}', TitleMissing),
        (b'{"@type": "Course", "name": "\xff"}', NotUtf8),
        (b"<html><p>Niets</p></html>", NothingFound),
        (json.dumps([{"@type": "Course", "name": str(n)} for n in range(2_001)]).encode(), TooManyPackages),
        (json.dumps([{}] * 60_000).encode(), TooManyPackages),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_documents_that_cannot_be_used_are_refused_with_their_reason(body: bytes, refusal: type[UnusableFile]) -> None:
    with pytest.raises(refusal):
        read_packages(body)


def test_values_of_any_shape_break_nothing() -> None:
    shapes: list[Any] = [None, 3, True, [], {}, [[]], [None], {"@value": 3}, {"name": {"name": 3}}, "x", [{"@id": []}]]
    for shape in shapes:
        names = (
            "description",
            "provider",
            "inLanguage",
            "timeRequired",
            "url",
            "keywords",
            "hasPart",
            "educationalLevel",
        )
        course = {"@type": ["Course", shape], "name": "A"} | dict.fromkeys((*names, "hasCourseInstance", "@id"), shape)
        assert [each.title for each in read(course)] == ["A"]


def test_looking_for_scripts_takes_time_in_proportion() -> None:
    began = time.process_time()
    for piece in ("<script ", "<!--", "<script>", "<", '<script type="application/ld+json">'):
        scripts_of(piece * (1_000_000 // len(piece)))
    assert time.process_time() - began < 10
