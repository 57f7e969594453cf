"""The built stylesheets, scripts, fonts and icons: their addresses and their bytes.

The build writes every file under a name with a hash of its content and lists them in manifest.json, plain name ->
hashed name. Only listed files are served, from memory, and browsers may keep them for ever.
"""

import gzip
import json
import mimetypes
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from litestar import Response, get
from litestar.params import FromPath

from refusals import Missing
from web.requests import AnyRequest, accepts_gzip

DIST = Path(__file__).parent / "static" / "dist"
PREFIX: Final = "/static/"
IMMUTABLE: Final = "public, max-age=31536000, immutable"
MEDIA_TYPES: Final = {".js": "text/javascript", ".woff2": "font/woff2", ".svg": "image/svg+xml"}
SMALLEST_WORTH_COMPRESSING: Final = 1024


class AssetsNotBuilt(RuntimeError):  # noqa: N818  says what is the matter
    """The stylesheets and scripts are not built yet: run `make demo`, `make test` or frontend/build.sh."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


@dataclass(frozen=True)
class StaticFile:
    media_type: str
    body: bytes
    gzipped: bytes | None
    """None where compression gains nothing, as for fonts."""


class Assets:
    """One build in one folder; a new build is seen without a restart."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._built_at = 0
        self._names: dict[str, str] = {}
        self._files: dict[str, StaticFile] = {}

    def url(self, name: str) -> str:
        """The address of a file by its plain name, as in `app.css`.

        :raises AssetsNotBuilt: there is no manifest, or the file is not in it.
        """
        self._refresh()
        try:
            return PREFIX + self._names[name]
        except KeyError:
            raise AssetsNotBuilt from None

    def file(self, hashed_name: str) -> StaticFile:
        """:raises Missing: no such file in this build."""
        self._refresh()
        if hashed_name not in self._names.values():
            raise Missing
        if hashed_name not in self._files:
            self._files[hashed_name] = read_file(self._folder / hashed_name)
        return self._files[hashed_name]

    def _refresh(self) -> None:
        manifest = self._folder / "manifest.json"
        try:
            built_at = manifest.stat().st_mtime_ns
            if built_at != self._built_at:
                self._names = json.loads(manifest.read_bytes())
                self._files = {}
                self._built_at = built_at
        except FileNotFoundError:
            raise AssetsNotBuilt from None


def read_file(path: Path) -> StaticFile:
    body = path.read_bytes()
    gzipped = gzip.compress(body, compresslevel=9, mtime=0) if len(body) >= SMALLEST_WORTH_COMPRESSING else body
    return StaticFile(
        media_type=MEDIA_TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream",
        body=body,
        gzipped=gzipped if len(gzipped) < 0.9 * len(body) else None,
    )


@cache
def assets() -> Assets:
    return Assets(DIST)


@get("/static/{name:str}")
async def static_file(request: AnyRequest, name: FromPath[str]) -> Response[bytes]:
    file = assets().file(name)
    headers = {"Cache-Control": IMMUTABLE}
    body = file.body
    if file.gzipped is not None:
        headers["Vary"] = "Accept-Encoding"
        if accepts_gzip(request):
            headers["Content-Encoding"] = "gzip"
            body = file.gzipped
    return Response(body, media_type=file.media_type, headers=headers)
