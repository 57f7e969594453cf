"""Seeds an online course as its maker delivers it: a cmi5 package, taken over from its manifest."""

import io
import zipfile
from typing import Final
from xml.sax.saxutils import escape

from content_links.harvesting.choosing import Choices
from content_links.harvesting.importing import import_file
from content_links.vocabulary import Access
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


async def seed_course_package() -> None:
    owner = await organisation_by_slug("merenstad")
    choices = Choices(owner=owner.id, provider="De Leerwerkplaats", access=Access.STAFF_ACCOUNT, url=_ADDRESS)
    await import_file(_package(), choices)


def _package() -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr("cmi5.xml", _manifest())
    return body.getvalue()


def _manifest() -> str:
    units = "".join(
        f'<au id="{_ADDRESS}/{number}">{_said("title", title)}<url>{number}.html</url></au>'
        for number, title in enumerate(_UNITS, start=1)
    )
    course = f'<course id="{_ADDRESS}">{_said("title", _TITLE)}{_said("description", _ABOUT)}</course>'
    namespace = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"
    return f'<courseStructure xmlns="{namespace}">{course}{units}</courseStructure>'


def _said(name: str, text: str) -> str:
    return f'<{name}><langstring lang="nl">{escape(text)}</langstring></{name}>'
