"""Seeds licences of the demo world: for everybody, one that ends before the last lesson, one that is nearly full."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import Final
from uuid import UUID

from PIL import Image, ImageDraw

from content_links.covers import set_cover
from content_links.licensing.schemas import LicenceDetails
from content_links.licensing.seats import take_seat
from content_links.licensing.writing import create_licence
from content_links.queries import package_by_slug
from database.transaction import fetch
from places.queries import organisation_by_slug


@dataclass(frozen=True, slots=True, kw_only=True)
class _Licence:
    """Days are counted from the first start of the demo."""

    package: str
    organisation: str
    first: int
    last: int | None = None
    seats: int | None = None
    taken: int = 0
    note: str = ""


_LICENCES: Final[Sequence[_Licence]] = (
    _Licence(package="muis-toets-en-klik", organisation="landelijk-huis", first=-400, note="Voor alle bibliotheken."),
    _Licence(package="leesplank", organisation="landelijk-huis", first=-800),
    _Licence(package="lezen-begint-hier", organisation="merenstad", first=-300, last=42, seats=30, taken=28),
    _Licence(package="lezen-begint-hier", organisation="vechtermond", first=-60, seats=50, taken=7),
    _Licence(package="een-brief-die-opvalt", organisation="meer-en-vecht", first=-200, last=165),
    _Licence(package="een-brief-die-opvalt", organisation="maaswoude", first=-20, last=345, seats=20, taken=3),
)
_LEARNERS: Final = """
INSERT INTO learner (id, created_at) SELECT gen_random_uuid(), now() FROM generate_series(1, $1) RETURNING id
"""
_WIDTH, _HEIGHT = 960, 540
# A sky, hills and a path that goes over them: drawn here, so that nobody else's picture is in the demo.
_COVERS: Final = {
    "langzaam-kijken": ("#f4e3c1", "#c4683f", "#7d3b2b"),
    "goede-nacht": ("#24365c", "#1b2745", "#f0d98c"),
}


async def seed_licences(today: date) -> None:
    """After packages."""
    for licence in _LICENCES:
        await _seed(licence, today)
    for slug, colours in _COVERS.items():
        await set_cover(package_id=(await package_by_slug(slug)).id, picture=_drawn(*colours))


async def _seed(licence: _Licence, today: date) -> None:
    await create_licence(
        details=LicenceDetails(
            package=licence.package,
            organisation=licence.organisation,
            starts_on=today + timedelta(days=licence.first),
            ends_on=None if licence.last is None else today + timedelta(days=licence.last),
            seats=licence.seats,
            note=licence.note,
        )
    )
    package = await package_by_slug(licence.package)
    organisation = await organisation_by_slug(licence.organisation)
    for learner in await _learners(licence.taken):
        await take_seat(package_id=package.id, organisation_id=organisation.id, learner=learner, on=today)


async def _learners(number: int) -> list[UUID]:
    return [row["id"] for row in await fetch(_LEARNERS, number)] if number else []


def _drawn(sky: str, hills: str, path: str) -> bytes:
    picture = Image.new("RGB", (_WIDTH, _HEIGHT), sky)
    pen = ImageDraw.Draw(picture)
    pen.ellipse((_WIDTH * 0.66, 60, _WIDTH * 0.66 + 150, 210), fill=path)
    pen.ellipse((-200, 300, 620, 900), fill=hills)
    pen.ellipse((380, 360, 1240, 980), fill=hills)
    pen.line([(60, 540), (300, 420), (520, 440), (760, 380), (960, 400)], fill=path, width=14, joint="curve")
    out = BytesIO()
    picture.save(out, format="PNG")
    return out.getvalue()
