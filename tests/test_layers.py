"""What lint-imports cannot see: the two modules below all packages."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src"
OURS = {path.stem for path in SOURCE.iterdir()}


@pytest.mark.parametrize("module", ["settings.py", "refusals.py"])
def test_bottom_module_imports_nothing_of_ours(module: str) -> None:
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse((SOURCE / module).read_text()))
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [])
        + ([alias.name for alias in node.names] if isinstance(node, ast.Import) else [])
    }
    assert imported & OURS == set()
