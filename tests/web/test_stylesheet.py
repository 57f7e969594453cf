"""The built style sheet and the component templates fit together."""

import gzip
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DIST = ROOT / "src" / "web" / "static" / "dist"
STYLES = sorted((ROOT / "frontend" / "styles").glob("*.css"))
# Mails, and the file with somebody's own data that they keep, have no content security policy and no sprite.
TEMPLATES = sorted(
    path
    for path in (ROOT / "src").rglob("templates/**/*.html")
    if "notifications" not in path.parts and path.name != "my_data.html"
)
TEMPLATE_TEXT = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES)
CSS_LIMIT = 25 * 1024


def manifest() -> dict[str, str]:
    names: dict[str, str] = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))
    return names


def built(name: str) -> bytes:
    return (DIST / manifest()[name]).read_bytes()


def packages() -> list[str]:
    dependencies = json.loads((ROOT / "frontend" / "package.json").read_text(encoding="utf-8"))["dependencies"]
    return [name for name in dependencies if name.endswith("-css")]


def test_all_css_together_is_under_25_kb_compressed() -> None:
    assert len(gzip.compress(built("app.css"))) < CSS_LIMIT


def test_manifest_names_every_built_file_but_those_with_fixed_names() -> None:
    files = {path.name for path in DIST.iterdir() if not path.name.startswith(".")}

    assert files - set(manifest().values()) == {"manifest.json", "mail.css", "tokens.json"}
    assert set(manifest().values()) <= files


def test_file_names_carry_a_hash_of_their_content() -> None:
    assert {name for name in manifest().values() if not re.search(r"-[A-Z0-9]{8}\.[a-z0-9]+$", name)} == set()


@pytest.mark.parametrize("package", packages())
def test_component_package_is_imported_and_used_in_a_template(package: str) -> None:
    app_css = (ROOT / "frontend" / "styles" / "app.css").read_text(encoding="utf-8")
    component = re.sub(r"^@(utrecht|nl-design-system-candidate)/(.*)-css$", r"\1-\2", package)
    component = component.replace("nl-design-system-candidate-", "nl-")

    assert f'"{package}/' in app_css
    assert re.search(rf"\b{component}\b", TEMPLATE_TEXT)


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_styles_use_only_tokens_that_exist(path: Path) -> None:
    tokens = json.loads((ROOT / "frontend" / "tokens" / "leeragenda.json").read_text(encoding="utf-8"))
    known = {f"{group}-{name}" for group in ("color", "size", "font") for name in tokens[group]}

    used = set(re.findall(r"var\(--leeragenda-((?:color|size|font)-[a-z0-9_-]+)", path.read_text(encoding="utf-8")))

    assert used - known == set()


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_styles_hold_no_colours_of_their_own(path: Path) -> None:
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b", path.read_text(encoding="utf-8")) == []


def test_templates_use_only_icons_of_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="([a-z0-9-]+)"', built("icons.svg").decode()))

    used = set(re.findall(r'\bicon\("([a-z0-9-]+)"', TEMPLATE_TEXT))

    assert used - sprite == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_template_has_nothing_that_the_content_security_policy_forbids(path: Path) -> None:
    source = path.read_text(encoding="utf-8")

    # Blocks of data are no scripts, so the policy leaves them alone.
    scripts = r"javascript:|<script(?![^>]*\ssrc=| type=\"application/ld)"
    assert re.findall(rf"<style|\sstyle=|\son[a-z]+=['\"]|{scripts}", source) == []


def test_mail_styles_hold_values_because_mail_programs_know_no_custom_properties() -> None:
    css = (DIST / "mail.css").read_text(encoding="utf-8")

    assert "var(" not in css
    assert "#0b5350" in css
