"""Says what kind of file it is, and reads the packages in it."""

import codecs
import io
from pathlib import Path
from typing import Final

from content_links.harvesting.archives import is_archive, manifest_of
from content_links.harvesting.cartridges import read_manifest
from content_links.harvesting.cmi5 import read_cmi5
from content_links.harvesting.errors import DoubledIdentifier, NothingFound, UnknownFormat
from content_links.harvesting.found import FoundPackage
from content_links.harvesting.json_ld import read_json_ld, scripts_of
from content_links.harvesting.lom import read_lom
from content_links.harvesting.markup import MOST_BYTES, local, parse_markup
from tabular.errors import FileEmpty, FileTooLarge, NotUtf8
from tabular.reading import Source

_SNIFFED: Final = 2_000
_WIDE: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def is_table(source: Source) -> bool:
    """Whether it is none of the kinds that `read_packages` knows, so that it can only be CSV."""
    return not is_archive(source) and not _begins(source).startswith((b"<", b"{", b"[", *_WIDE))


def read_packages(source: Source) -> list[FoundPackage]:
    """The packages in a course package, a manifest, learning object metadata, or JSON-LD.

    :raises UnusableFile: the reason why not.
    """
    if is_archive(source):
        return [_of_archive(source)]
    body = _body(source)
    begins = _begins(body)
    if begins.startswith((b"{", b"[")):
        found = read_json_ld([_text(body)])
    elif _is_page(begins):
        found = read_page(body)
    else:
        found = [_of_markup(body)]
    return _once_each(found)


def read_page(body: bytes) -> list[FoundPackage]:
    """The packages in the JSON-LD of a web page, or of a file that is JSON-LD.

    :raises UnusableFile: the reason why not.
    """
    if _begins(body).startswith((b"{", b"[")):
        return read_json_ld([_text(body)])
    scripts = scripts_of(body.decode("utf-8-sig", errors="replace"))
    if not scripts:
        raise NothingFound
    return read_json_ld(scripts)


def _of_archive(source: Source) -> FoundPackage:
    with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as archive:
        _, body = manifest_of(archive)
    return _of_markup(body)


def _of_markup(body: bytes) -> FoundPackage:
    root = parse_markup(body)
    name = local(root)
    if name == "coursestructure":
        return read_cmi5(root)
    if name == "manifest":
        return read_manifest(root)
    if name == "lom":
        return read_lom(root)
    raise UnknownFormat


def _begins(source: Source) -> bytes:
    if isinstance(source, Path):
        with source.open("rb") as file:
            return _begins(file.read(_SNIFFED))
    return source[:_SNIFFED].removeprefix(codecs.BOM_UTF8).lstrip()


def _is_page(begins: bytes) -> bool:
    return b"<!doctype html" in begins.lower() or b"<html" in begins.lower()


def _body(source: Source) -> bytes:
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > MOST_BYTES:
        raise FileTooLarge(megabytes=MOST_BYTES // 1_000_000)
    body = source if isinstance(source, bytes) else source.read_bytes()
    if not body.strip():
        raise FileEmpty
    return body


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotUtf8(line=body.count(b"\n", 0, error.start) + 1) from error


def _once_each(found: list[FoundPackage]) -> list[FoundPackage]:
    seen: set[str] = set()
    for package in found:
        if package.identifier in seen:
            raise DoubledIdentifier(identifier=package.identifier[:80])
        seen.add(package.identifier)
    return found
