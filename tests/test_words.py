"""What people read is in the catalogues: nobody who chose Dutch meets a sentence in English."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract
from jinja2.ext import babel_extract

from web.i18n import CATALOGUES, read_catalogues

SOURCE = Path(__file__).parents[1] / "src"
PACKAGES = sorted(path.name for path in SOURCE.iterdir() if (path / "__init__.py").is_file())
# Where words stand in tables that are looked up: all of them are said some time.
TABLES = re.compile(r"words\.py|labels\.py|_words\.py")


def of_templates(package: str) -> Iterator[str]:
    options = {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}
    for path in sorted((SOURCE / package).rglob("*.html")):
        with path.open("rb") as file:
            for _, _, messages, _ in babel_extract(file, ("_", "gettext", "ngettext"), (), options):
                yield from _first(messages)


def of_code(package: str) -> Iterator[str]:
    for path in sorted((SOURCE / package).rglob("*.py")):
        with path.open("rb") as file:
            for _, messages, _, _ in extract("python", file, {"gettext": None, "ngettext": (1, 2)}):
                yield from _first(messages)


def _first(messages: str | tuple[str | None, ...] | None) -> Iterator[str]:
    """Of a sentence with a plural the singular, which is the key; nothing for what is a variable."""
    message = messages[0] if isinstance(messages, tuple) else messages
    if message:
        yield message


def of_tables(package: str) -> Iterator[str]:
    for path in sorted((SOURCE / package).rglob("*.py")):
        if TABLES.search(path.name):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
                if isinstance(value, ast.Dict):
                    yield from (each.value for each in value.values if _is_text(each))


@pytest.mark.parametrize("package", PACKAGES)
def test_everything_that_is_said_has_a_dutch_text(package: str) -> None:
    dutch = read_catalogues(CATALOGUES / "nl", "nl")._catalog  # type: ignore[attr-defined]
    said = {*of_templates(package), *of_code(package), *of_tables(package)}
    assert sorted(each for each in said if each not in dutch and (each, 0) not in dutch) == []


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)
