"""The look of mails: the stylesheet that the frontend builds for them, written into style attributes."""

import json
from functools import cache
from pathlib import Path

from css_inline import CSSInliner

from web.assets import DIST, AssetsNotBuilt

# Mail programs that follow the device take these; those that invert colours by themselves do well with the light ones.
_DARK = """@media (prefers-color-scheme: dark) {{
body, .mail {{ background-color: {paper} !important; color: {ink} !important; }}
h1, h2, .mail-sender {{ color: {ink} !important; border-color: {ink} !important; }}
a, .dot {{ color: {accent} !important; }}
.facts {{ background-color: {surface} !important; border-color: {accent} !important; }}
.changed {{ background-color: {warning-soft} !important; border-color: {warning} !important; }}
.button {{ background-color: {accent} !important; color: {on-accent} !important; }}
.phase, .small, .footer {{ color: {ink-soft} !important; }}
}}"""


def styled(html: str) -> str:
    """Return the document with the rules of mail.css as style attributes. Raises AssetsNotBuilt."""
    return _inliner().inline(html)


@cache
def dark_colours() -> str:
    """The rules for readers whose device is dark. Raises AssetsNotBuilt."""
    tokens = json.loads(_built("tokens.json"))
    return _DARK.format_map({name: values["dark"] for name, values in tokens.items()})


@cache
def _inliner() -> CSSInliner:
    return CSSInliner(extra_css=_built("mail.css"), load_remote_stylesheets=False, keep_style_tags=True)


def _built(name: str) -> str:
    path: Path = DIST / name
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise AssetsNotBuilt from None
