"""`leeragenda import packages` with the kinds of files that are not CSV."""

from pathlib import Path

import pytest

from database.transaction import fetch_row, fetch_value
from tests.content_links.harvesting.examples import CMI5, archive
from tests.leeragenda.test_import_commands import leeragenda


@pytest.mark.usefixtures("database")
async def test_course_package_is_imported_with_what_was_chosen(tmp_path: Path) -> None:
    path = tmp_path / "course.zip"
    path.write_bytes(archive(("cmi5.xml", CMI5)))
    leeragenda("organisation", "add", "rotterdam", "Bibliotheek Rotterdam", "--kind", "library")
    chosen = ("--owner", "rotterdam", "--access", "staff_account", "--provider", "Oefenhuis")

    first = leeragenda("import", "packages", str(path), *chosen)
    second = leeragenda("import", "packages", str(path), *chosen)

    assert first == (0, "1 created, 0 changed, 0 unchanged\n", "")
    assert second == (0, "0 created, 0 changed, 1 unchanged\n", "")
    assert tuple(await fetch_row("SELECT slug, provider, access FROM package") or ()) == (
        "je-telefoon",
        "Oefenhuis",
        "staff_account",
    )
    assert await fetch_value("SELECT packages FROM suggestion_word WHERE lexeme = 'telefon'") == 1


@pytest.mark.usefixtures("database")
async def test_file_and_choice_that_cannot_be_are_one_clear_line(tmp_path: Path) -> None:
    path = tmp_path / "course.zip"
    path.write_bytes(archive(("index.html", b"")))
    assert leeragenda("import", "packages", str(path)) == (
        1,
        "",
        "There is no cmi5.xml or imsmanifest.xml in this zip file.\n",
    )
    code, _, said = leeragenda("import", "packages", str(path), "--url", "javascript:x")
    assert (code, said) == (1, "Error: url: This is not a web address that starts with https:// or http://.\n")
