"""What manifests and metadata say about a package."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_links.harvesting.durations import minutes_of
from content_links.harvesting.errors import (
    HasDoctype,
    NotWellFormed,
    TitleMissing,
    TooManyElements,
    TooManyParts,
    UnknownFormat,
    UnknownVersion,
)
from content_links.harvesting.files import is_table, read_packages
from content_links.harvesting.found import FoundPackage, FoundUnit, found_package, found_unit, language_code, plain_text
from content_links.vocabulary import PackageKind
from events.vocabulary import Theme
from tabular.errors import FileEmpty, FileTooLarge, UnusableFile
from tests.content_links.harvesting.examples import CMI5, NL_LOM, SCORM_1_2, SCORM_2004


def read(text: str) -> FoundPackage:
    (package,) = read_packages(text.encode())
    return package


def test_course_structure_of_cmi5_has_its_units_in_order_in_dutch_where_it_is() -> None:
    assert read(CMI5) == FoundPackage(
        identifier="https://courses.example/phone",
        title="Je telefoon",
        description="Leer bellen en appen.",
        language="nl",
        kind=PackageKind.COURSE,
        units=(
            FoundUnit(title="Bellen"),
            FoundUnit(title="Appen: Foto's sturen", url="https://courses.example/photo?a=1&b=2"),
        ),
    )


def test_manifest_of_scorm_1_2_has_the_items_of_its_default_organisation() -> None:
    assert read(SCORM_1_2) == FoundPackage(
        identifier="phone-course",
        title="Bellen",
        description="Over bellen",
        language="nl",
        duration_minutes=90,
        kind=PackageKind.COURSE,
        units=(FoundUnit(title="Begin"), FoundUnit(title="Verder: Opnemen")),
    )


def test_identifier_that_every_maker_leaves_in_says_nothing_without_the_title() -> None:
    others = [SCORM_1_2.replace('"phone-course"', f'"{name}"') for name in ("MANIFEST", "man-001", "", "M2004x")]
    assert [read(text).identifier for text in others] == ["MANIFEST Bellen", "man-001 Bellen", "Bellen", "M2004x"]


def test_manifest_of_scorm_2004_takes_its_title_from_the_metadata() -> None:
    package = read(SCORM_2004)
    assert (package.title, package.language, package.duration_minutes) == ("Money", "en", 120)
    assert package.units == (FoundUnit(title="Budget"),)


@pytest.mark.parametrize("version", ["", "v1p1", "v1p2", "v1p3"])
def test_common_cartridge_of_every_version_is_read(version: str) -> None:
    text = f"""<manifest identifier="cc" xmlns="http://www.imsglobal.org/xsd/imscc{version}/imscp_v1p1">
      <metadata><schema>IMS Common Cartridge</schema>
        <lom xmlns="http://ltsc.ieee.org/xsd/imscc{version}/LOM/manifest"><general><title><string>Art</string></title></general></lom></metadata>
      <organizations><organization identifier="o" structure="rooted-hierarchy"><item identifier="root">
        <item identifier="m"><title>Module</title>
        <item identifier="1" identifierref="r"><title>Lesson</title></item></item>
      </item></organization></organizations></manifest>"""
    package = read(text)
    assert (package.title, [unit.title for unit in package.units]) == ("Art", ["Module: Lesson"])


def test_metadata_of_nl_lom_is_read_whole() -> None:
    assert read(NL_LOM) == FoundPackage(
        identifier="urn:x:1",
        title="Rekenen met geld",
        description="Oefen met wisselgeld.",
        provider="Oefenhuis, Utrecht",
        language="nl",
        duration_minutes=45,
        url="https://oefenhuis.example/geld",
        kind=PackageKind.VIDEO,
        level="1F",
        themes=(Theme.GELD, Theme.REKENEN),
    )


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        (CMI5.replace("/v1/", "/v2/"), UnknownVersion),
        (SCORM_1_2.replace("rootv1p1p2", "rootv9"), UnknownVersion),
        (SCORM_1_2.replace("<schemaversion>1.2", "<schemaversion>3.0"), UnknownVersion),
        (NL_LOM.replace("imsmd_v1p2", "imsmd_v9"), UnknownVersion),
        ("<feed/>", UnknownFormat),
        ("<lom><general/></lom>", TitleMissing),
        ("<lom><general>", NotWellFormed),
        ("<lom>&title;</lom>", NotWellFormed),
        ('<?xml version="1.0" encoding="nonsense"?><lom/>', NotWellFormed),
        ('<!DOCTYPE lom [<!ENTITY a "b">]><lom>&a;</lom>', HasDoctype),
        ('<!DOCTYPE lom SYSTEM "file:///etc/passwd"><lom/>', HasDoctype),
        ("<a>" * 61 + "</a>" * 61, TooManyElements),
        ("<lom>" + "<a/>" * 100_001 + "</lom>", TooManyElements),
        ("<lom>" + " " * 5_000_001 + "</lom>", FileTooLarge),
        ("  \n", FileEmpty),
        (CMI5.replace("</courseStructure>", "<au><title/></au>" * 500 + "</courseStructure>"), TooManyParts),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_markup_that_cannot_be_used_is_refused_with_its_reason(text: str, refusal: type[UnusableFile]) -> None:
    with pytest.raises(refusal):
        read_packages(text.encode())


def test_entities_that_multiply_cost_nothing() -> None:
    layers = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    with pytest.raises(HasDoctype):
        read_packages(f'<!DOCTYPE lom [<!ENTITY a0 "ha">{layers}]><lom>&a9;</lom>'.encode())


def test_kinds_of_file_are_told_apart() -> None:
    tables = [is_table(body) for body in (b"slug,title\n", b"\xef\xbb\xbfslug;title", b"")]
    others = [
        is_table(body) for body in (b"PK\x03\x04", b"\n <lom/>", b"\xef\xbb\xbf{}", b"[]", "<a/>".encode("utf-16"))
    ]
    assert (tables, others) == ([True] * 3, [False] * 5)
    assert read_packages(CMI5.replace("utf-8", "utf-16").encode("utf-16"))[0].title == "Je telefoon"


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("PT1H30M", 90),
        ("P1D", 480),
        ("P2W", 4800),
        ("pt90s", 1.5),
        ("PT1,5H", 90),
        ("01:30:00", 90),
        ("45:30", 45.5),
        ("P1Y", None),
        ("P1M", None),
        ("PT0M", None),
        ("PT", None),
        ("an hour", None),
        ("", None),
        ("PT" + "9" * 100 + "H", None),
    ],
)
def test_durations_are_minutes(text: str, minutes: float | None) -> None:
    assert minutes_of(text) == minutes


def test_languages_are_codes_without_a_country() -> None:
    tags = ["nl-BE", "EN_us", "dut", "pap", "und", "x-none", "Nederlands", ""]
    assert [language_code(tag) for tag in tags] == ["nl", "en", "nl", "pap", None, None, None, None]


def test_text_loses_its_markup_and_keeps_its_paragraphs() -> None:
    text = "<p>Leer <b>bellen</b>.</p><p>En\n  appen &amp; meer</p>\n\nSlot\x00"
    assert plain_text(text) == "Leer bellen .\n\nEn appen & meer\n\nSlot"


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=50))
def test_any_text_makes_a_package_that_the_tables_take_or_is_refused(title: str, text: str, language: str) -> None:
    try:
        package = found_package(
            identifier=text, title=title, description=text, language=language, url=text, units=[found_unit(title)]
        )
    except TitleMissing:
        return
    assert FoundPackage.model_validate(package.model_dump()) == package
