"""The code that somebody shows at the door, as an image: a signed token of their registration and nothing else."""

from collections.abc import Sequence
from io import BytesIO
from typing import Final

import segno
from litestar import Response, get
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from agenda.own_links import read_own_link
from events.check_in_tokens import check_in_token

QUIET_ZONE: Final = 4
"""Modules of white around the code (ISO/IEC 18004 section 9.1), so that it can be read on a dark screen too."""


@get("/my/{token:str}/check-in.svg")
async def check_in_code(token: FromPath[str]) -> Response[bytes]:
    """:raises BrokenLink: the address is not one of ours."""
    image = BytesIO()
    code = segno.make_qr(check_in_token(read_own_link(token).registration), error="m")
    code.save(image, kind="svg", border=QUIET_ZONE, dark="#000", light="#fff", omitsize=True, xmldecl=False)
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
    return Response(image.getvalue(), media_type="image/svg+xml", headers=headers)


ROUTES: Final[Sequence[ControllerRouterHandler]] = [check_in_code]
