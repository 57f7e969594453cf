"""The pictures of packages: made again of what was sent, so that nothing but a picture is kept."""

import asyncio
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from content_links.errors import PictureTooLarge, PictureUnreadable, UnknownPackage
from database.transaction import execute, fetch_row

MOST_BYTES: Final = 4_000_000
MOST_PIXELS: Final = 24_000_000
WIDTH: Final = 960
HEIGHT: Final = 540
MEDIA_TYPE: Final = "image/webp"
_FORMATS: Final = ("PNG", "JPEG", "WEBP")


@dataclass(frozen=True, slots=True)
class Cover:
    """A picture as it is served."""

    body: bytes
    media_type: str


async def set_cover(*, package_id: int, picture: bytes) -> None:
    """Keeps a picture (PNG, JPEG or WebP) as WebP, at most 960 by 540 pixels, cut to that shape.

    :raises PictureTooLarge: it has too many bytes or pixels.
    :raises PictureUnreadable: it is no picture of these kinds.
    :raises UnknownPackage: there is no such package.
    """
    if len(picture) > MOST_BYTES:
        raise PictureTooLarge(field="cover")
    body = await asyncio.to_thread(made_again, picture)
    await _keep(package_id, body, MEDIA_TYPE)


async def remove_cover(*, package_id: int) -> None:
    """:raises UnknownPackage: there is no such package."""
    await _keep(package_id, None, "")


async def cover_of(slug: str) -> Cover | None:
    """None without a picture, and without a package."""
    record = await fetch_row("SELECT cover, cover_media_type FROM package WHERE slug = $1", slug)
    return Cover(record["cover"], record["cover_media_type"]) if record and record["cover"] else None


def made_again(picture: bytes) -> bytes:
    """The picture as WebP without anything else that was in the file.

    :raises PictureTooLarge, PictureUnreadable: as `set_cover`.
    """
    try:
        with Image.open(BytesIO(picture), formats=_FORMATS) as sent:
            # Before anything is unpacked: a small file can hold a huge picture.
            if sent.width * sent.height > MOST_PIXELS:
                raise PictureTooLarge(field="cover")
            upright = ImageOps.exif_transpose(sent).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise PictureUnreadable(field="cover") from error
    fitted = ImageOps.fit(upright, (WIDTH, HEIGHT))
    out = BytesIO()
    fitted.save(out, format="WEBP", quality=82, method=4)
    return out.getvalue()


async def _keep(package_id: int, body: bytes | None, media_type: str) -> None:
    sql = "UPDATE package SET cover = $2, cover_media_type = $3, modified_at = clock_timestamp() WHERE id = $1"
    if await execute(sql, package_id, body, media_type) != "UPDATE 1":
        raise UnknownPackage(slug=str(package_id), field="package")
