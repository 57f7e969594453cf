"""The commands as a person types them: in a process of their own, on the database of the test."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from database.transaction import fetch_value
from settings import get_settings
from tests.places.calendars import AUTUMN_NORTH, calendar

GROUPS = "from leeragenda.commands.imports import export_group, import_group, organisation_group"
LOCATIONS = "key,name,kind\ncentrale,Centrale Bibliotheek,branch\nslinge,Servicepunt Slinge,service_point\n"


def leeragenda(group: str, *arguments: str, database_url: str | None = None) -> tuple[int, str, str]:
    environment = os.environ | {
        "LEERAGENDA_DATABASE_URL": database_url or get_settings().database_url,
        "PYTHONPATH": str(Path(__file__).parents[2] / "src"),
    }
    command = [sys.executable, "-c", f"{GROUPS}; {group}_group()", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603
    return done.returncode, done.stdout, done.stderr


@pytest.mark.usefixtures("database")
async def test_locations_are_imported_and_exported(tmp_path: Path) -> None:
    path = tmp_path / "locations.csv"
    path.write_text(LOCATIONS)
    arguments = ("locations", str(path), "--organisation", "rotterdam")

    missing = leeragenda("import", *arguments)
    added = leeragenda("organisation", "add", "rotterdam", "Bibliotheek Rotterdam", "--kind", "library")
    first = leeragenda("import", *arguments)
    path.write_bytes(leeragenda("export", "locations", "--organisation", "rotterdam")[1].encode())
    second = leeragenda("import", *arguments)

    advice = "Add it with: leeragenda organisation add SLUG NAME --kind library"
    assert missing == (1, "", f"There is no organisation rotterdam. {advice}\n")
    assert added == (0, "Added rotterdam: Bibliotheek Rotterdam\n", "")
    assert first == (0, "2 created, 0 changed, 0 unchanged\n", "")
    assert second == (0, "0 created, 0 changed, 2 unchanged\n", "")


@pytest.mark.usefixtures("database")
async def test_every_bad_line_is_printed_and_nothing_imported(tmp_path: Path) -> None:
    path = tmp_path / "locations.csv"
    path.write_text(LOCATIONS + ",Nameless,branch\nfenix,Fenix,outreach\n")
    leeragenda("organisation", "add", "rotterdam", "Bibliotheek Rotterdam", "--kind", "library")

    code, output, errors = leeragenda("import", "locations", str(path), "--organisation", "rotterdam")

    assert (code, output) == (1, "")
    assert errors.splitlines() == [
        "line 4: key: This must be filled in.",
        "line 5: host_kind: An outreach location needs a kind of host, such as community_centre or school.",
        "The file has mistakes, so nothing of it was imported. Mistakes: 2.",
    ]
    assert await fetch_value("SELECT count(*) FROM location") == 0


@pytest.mark.usefixtures("database")
async def test_closures_and_packages_are_imported(tmp_path: Path) -> None:
    (tmp_path / "school.ics").write_bytes(calendar(AUTUMN_NORTH))
    (tmp_path / "packages.csv").write_text("slug,title,provider,kind,access\na,A,P,course,hosted\n")
    leeragenda("organisation", "add", "rotterdam", "Bibliotheek Rotterdam", "--kind", "library")
    closures = ("closures", str(tmp_path / "school.ics"), "--organisation", "rotterdam", "--kind", "school_holidays")

    assert leeragenda("import", *closures) == (0, "1 created, 0 changed, 0 unchanged\n", "")
    imported = leeragenda("import", "packages", str(tmp_path / "packages.csv"))
    assert imported == (0, "1 created, 0 changed, 0 unchanged\n", "")
    assert leeragenda("export", "packages")[1].splitlines()[1].startswith("a,A,,,P,course,hosted,")


def test_organisation_that_is_wrong() -> None:
    code, output, errors = leeragenda("organisation", "add", "Rotterdam", "R", "--kind", "library", "--timezone", "x")

    assert (code, output) == (1, "")
    assert errors.splitlines() == [
        "Error: slug: Use only small letters without accents, digits, and single hyphens between them.",
        "timezone: This is not a time zone such as Europe/Amsterdam.",
    ]


def test_database_that_is_not_there() -> None:
    code, _, errors = leeragenda("export", "packages", database_url="postgresql://nobody@127.0.0.1:1/nothing")

    assert code == 1
    assert errors.splitlines()[-1].startswith("The database cannot be reached. Is LEERAGENDA_DATABASE_URL right?")
