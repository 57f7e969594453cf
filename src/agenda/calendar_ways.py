"""The ways into somebody's calendar: what each kind of calendar wants to be given."""

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

import segno
from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class CalendarWays:
    """One feed as every kind of calendar takes it. `https` is its absolute address."""

    https: str

    @property
    def webcal(self) -> str:
        """Programs that can follow a calendar open this scheme; there is no RFC for it."""
        return "webcal:" + self.https.removeprefix(f"{urlsplit(self.https).scheme}:")

    @property
    def google(self) -> str:
        return "https://calendar.google.com/calendar/r?" + urlencode({"cid": self.webcal})

    @property
    def google_from_url(self) -> str:
        """Where the address can be pasted, for who the short way does not work for."""
        return "https://calendar.google.com/calendar/r/settings/addbyurl"

    @property
    def outlook(self) -> str:
        return "https://outlook.live.com/calendar/0/addfromweb?" + urlencode({"url": self.https})

    @property
    def office(self) -> str:
        return "https://outlook.office.com/calendar/0/addfromweb?" + urlencode({"url": self.https})


def code_of(address: str) -> Markup:
    """An SVG image of a QR code that opens the address (ISO/IEC 18004), dark on light in dark pages too."""
    svg = segno.make_qr(address, error="m").svg_inline(border=4, dark="#000", light="#fff", omitsize=True)
    return Markup(svg)  # noqa: S704  it holds no text
