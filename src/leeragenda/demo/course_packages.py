"""Seeds an online course as its maker delivers it: a cmi5 package, taken over from its manifest."""

import io
import zipfile
from datetime import datetime, timedelta
from typing import Final
from xml.sax.saxutils import escape

from content_links.harvesting.choosing import Choices
from content_links.harvesting.importing import import_file
from content_links.vocabulary import Access
from database.transaction import execute
from places.queries import organisation_by_slug

_ADDRESS: Final = "https://leerwerkplaats.example/veilig-online"
_TITLE: Final = "Veilig online"
_ABOUT: Final = "Leer nepberichten herkennen en een goed wachtwoord kiezen. Oefen in je eigen tempo."
_UNITS: Final = (
    "Een goed wachtwoord",
    "Nepberichten herkennen",
    "Veilig bankieren",
    "Wat deel je wel en niet?",
    "Toets",
)

_DEAD: Final = """
INSERT INTO link_check (url, status, reason, failures, checked_at, next_at) VALUES ($1, 404, '', 3, $2, $3)
"""


async def seed_course_package(now: datetime) -> None:
    """The last part has an address that died; `now` is aware."""
    owner = await organisation_by_slug("merenstad")
    choices = Choices(owner=owner.id, provider="De Leerwerkplaats", access=Access.STAFF_ACCOUNT, url=_ADDRESS)
    await import_file(_package(), choices)
    await execute(_DEAD, f"{_ADDRESS}/{len(_UNITS)}", now, now + timedelta(days=7))


def _package() -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr("cmi5.xml", _manifest())
    return body.getvalue()


def _manifest() -> str:
    units = "".join(
        f'<au id="{_ADDRESS}/{number}">{_said("title", title)}<url>{_ADDRESS}/{number}</url></au>'
        for number, title in enumerate(_UNITS, start=1)
    )
    course = f'<course id="{_ADDRESS}">{_said("title", _TITLE)}{_said("description", _ABOUT)}</course>'
    namespace = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"
    return f'<courseStructure xmlns="{namespace}">{course}{units}</courseStructure>'


def _said(name: str, text: str) -> str:
    return f'<{name}><langstring lang="nl">{escape(text)}</langstring></{name}>'
