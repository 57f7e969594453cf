"""Finds the manifest in a course package (.zip, .imscc). Nothing is unpacked but the manifest, and that in memory."""

import stat
import struct
import zipfile
import zlib
from pathlib import Path
from typing import IO, Final

from content_links.harvesting.errors import (
    BrokenArchive,
    LinkInArchive,
    LockedArchive,
    ManifestDoubled,
    ManifestMisplaced,
    ManifestMissing,
    TooManyFiles,
    UnpacksTooLarge,
    UnsafeName,
)
from content_links.harvesting.markup import MOST_BYTES
from tabular.reasons import shown

MANIFESTS: Final = ("cmi5.xml", "imsmanifest.xml")
MOST_FILES: Final = 10_000
MOST_UNPACKED: Final = 4_000_000_000
_LARGEST_FILE: Final = 2_000_000_000
# APPNOTE.TXT 4.3.16: the record at the end, with a comment of 65,535 bytes at most; 4.3.15 comes right before it.
_END: Final = struct.Struct("<4s4H2LH")
_END_SIGNATURE: Final = b"PK\x05\x06"
_ZIP64_SIGNATURE: Final = b"PK\x06\x07"
_ZIP64_LOCATOR: Final = 20
_LONGEST_COMMENT: Final = 65_535
_LARGEST_DIRECTORY: Final = MOST_FILES * 400
_ENCRYPTED: Final = 0x1


def manifest_of(archive: IO[bytes]) -> tuple[str, bytes]:
    """The name and bytes of its manifest.

    :raises UnusableFile: the reason why this is no package that can be taken over.
    """
    _weigh(archive)
    try:
        with zipfile.ZipFile(archive) as opened:
            entries = opened.infolist()
            _judge(entries)
            manifest = _manifest(entries)
            return manifest.filename, _read(opened, manifest)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, struct.error, ValueError, OSError) as error:
        raise BrokenArchive from error


def is_archive(path_or_body: Path | bytes) -> bool:
    if isinstance(path_or_body, bytes):
        return path_or_body.startswith(b"PK")
    with path_or_body.open("rb") as file:
        return file.read(2) == b"PK"


def _weigh(archive: IO[bytes]) -> None:
    """Asks how many entries there are before anybody makes an object of each."""
    size = archive.seek(0, 2)
    archive.seek(max(0, size - _LONGEST_COMMENT - _END.size - _ZIP64_LOCATOR))
    tail = archive.read()
    at = tail.rfind(_END_SIGNATURE)
    if at < 0 or len(tail) - at < _END.size:
        raise BrokenArchive
    _, _, _, _, entries, directory, _, _ = _END.unpack_from(tail, at)
    # Only an archive with 65,535 entries or 4 gigabytes needs the long form.
    is_long = tail[max(0, at - _ZIP64_LOCATOR) : at].startswith(_ZIP64_SIGNATURE)
    if is_long or entries > MOST_FILES or directory > _LARGEST_DIRECTORY:
        raise TooManyFiles(limit=MOST_FILES)
    archive.seek(0)


def _judge(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_FILES:
        raise TooManyFiles(limit=MOST_FILES)
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED or any(
        entry.file_size > _LARGEST_FILE for entry in entries
    ):
        raise UnpacksTooLarge(megabytes=MOST_UNPACKED // 1_000_000)
    for entry in entries:
        _judge_one(entry)


def _judge_one(entry: zipfile.ZipInfo) -> None:
    name = entry.orig_filename
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise LinkInArchive(name=shown(name))
    if entry.flag_bits & _ENCRYPTED:
        raise LockedArchive(name=shown(name))
    parts = name.split("/")
    if "\\" in name or "\0" in name or name.startswith("/") or ".." in parts or ":" in parts[0]:
        raise UnsafeName(name=shown(name))


def _manifest(entries: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    for name in MANIFESTS:
        found = [entry for entry in entries if entry.filename.lower() == name]
        if len(found) > 1:
            raise ManifestDoubled(name=name)
        if found:
            return found[0]
    inside = next(
        (entry for entry in entries if entry.filename.lower().endswith(tuple(f"/{m}" for m in MANIFESTS))), None
    )
    if inside is not None:
        raise ManifestMisplaced(name=shown(inside.filename))
    raise ManifestMissing


def _read(archive: zipfile.ZipFile, manifest: zipfile.ZipInfo) -> bytes:
    """Counts what comes out: what an entry says about its own size need not be so."""
    if manifest.file_size > MOST_BYTES:
        raise UnpacksTooLarge(megabytes=MOST_BYTES // 1_000_000)
    with archive.open(manifest) as file:
        body = file.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise UnpacksTooLarge(megabytes=MOST_BYTES // 1_000_000)
    return body
