"""Which code and settings write the calendars that are kept: what others wrote, such as older code, is made again."""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

from settings import get_settings
from web.i18n import CATALOGUES, DEFAULT_LOCALE

_SOURCES: Final = Path(__file__).parents[1]
_WRITERS: Final = ("agenda/feeds.py", "agenda/rendering.py", "agenda/labels.py", "calendars/*.py")


def renderer() -> str:
    """32 hexadecimal digits: other ones for other code, other words, another address of the site."""
    return _digest(get_settings().public_url)


@cache
def _digest(public_url: str) -> str:
    digest = hashlib.blake2b(f"{public_url} {version('icalendar')} {version('tzdata')}".encode(), digest_size=16)
    sources = [path for pattern in _WRITERS for path in sorted(_SOURCES.glob(pattern))]
    for path in [*sources, CATALOGUES / DEFAULT_LOCALE / "agenda.po"]:
        digest.update(path.read_bytes())
    return digest.hexdigest()
