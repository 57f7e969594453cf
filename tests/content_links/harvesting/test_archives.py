"""Course packages, and what somebody could do with a zip file."""

import io
import resource
import struct
import time
import tracemalloc
import zipfile
import zlib

import pytest

from content_links.harvesting.archives import MOST_FILES, manifest_of
from content_links.harvesting.errors import (
    BrokenArchive,
    HasDoctype,
    LinkInArchive,
    LockedArchive,
    ManifestDoubled,
    ManifestMisplaced,
    ManifestMissing,
    NotWellFormed,
    TooManyFiles,
    UnpacksTooLarge,
    UnsafeName,
)
from content_links.harvesting.files import read_packages
from tabular.errors import UnusableFile
from tests.content_links.harvesting.examples import (
    CMI5,
    SCORM_1_2,
    archive,
    empty_files,
    named,
    said_sizes,
    with_flag,
)

MANIFEST = ("cmi5.xml", CMI5)


def refusal_of(body: bytes) -> type[UnusableFile]:
    with pytest.raises(UnusableFile) as caught:
        read_packages(body)
    return caught.type


def test_manifest_is_found_among_the_files() -> None:
    (course,) = read_packages(archive(("img/", b""), ("img/a.png", b"PNG"), ("imsmanifest.xml", SCORM_1_2)))
    assert [unit.title for unit in course.units] == ["Begin", "Verder: Opnemen"]
    both = archive(("imsmanifest.xml", SCORM_1_2), ("CMI5.xml", CMI5))
    assert read_packages(both)[0].identifier == "https://courses.example/phone"


def test_archive_without_a_manifest_in_its_place_is_refused() -> None:
    assert refusal_of(archive(("index.html", b""))) is ManifestMissing
    assert refusal_of(archive(("course/imsmanifest.xml", SCORM_1_2))) is ManifestMisplaced
    with pytest.warns(UserWarning, match="Duplicate name"):
        doubled = archive(MANIFEST, MANIFEST)
    assert refusal_of(doubled) is ManifestDoubled
    assert refusal_of(archive(MANIFEST, ("CMI5.XML", CMI5))) is ManifestDoubled


@pytest.mark.parametrize(
    "name", ["../a.html", "a/../../b", "/etc/cron.d/a", "C:/a", "a\\..\\b", "\\a", "..", "a\0.html"]
)
def test_names_that_lead_outside_are_refused(name: str) -> None:
    body = archive(MANIFEST, ("PLACEHOLD" + "x" * len(name), b"")).replace(
        b"PLACEHOLD" + b"x" * len(name), (name + "/" * 9).encode()
    )
    assert refusal_of(body) is UnsafeName


def test_links_and_locked_files_are_refused() -> None:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as opened:
        opened.writestr(*MANIFEST)
        opened.writestr(named("passwords", is_link=True), "/etc/passwd")
    assert refusal_of(body.getvalue()) is LinkInArchive
    assert refusal_of(with_flag(archive(MANIFEST), 1)) is LockedArchive


def test_manifest_in_an_archive_is_read_as_safely_as_any_other() -> None:
    assert refusal_of(archive(("cmi5.xml", '<!DOCTYPE a [<!ENTITY b "c">]>' + CMI5[39:]))) is HasDoctype
    assert refusal_of(archive(("cmi5.xml", b"\xff\xfe"))) is NotWellFormed


def test_many_files_are_refused_within_a_second_and_a_little_memory() -> None:
    for number in (MOST_FILES + 1, 65_535, 100_000):
        body = empty_files(number)
        began = time.process_time()
        tracemalloc.start()
        reason = refusal_of(body)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert (reason, time.process_time() - began < 5, peak < 1_000_000) == (TooManyFiles, True, True)


def test_number_of_files_that_is_a_lie_is_found_out() -> None:
    body = bytearray(empty_files(60_000))
    end = body.rindex(b"PK\x05\x06")
    body[end + 8 : end + 12] = b"\x01\x00\x01\x00"
    began = time.process_time()
    assert refusal_of(bytes(body)) is TooManyFiles
    assert time.process_time() - began < 5


def test_directory_of_the_long_form_is_refused() -> None:
    body = archive(MANIFEST)
    at = body.rindex(b"PK\x05\x06")
    assert refusal_of(body[:at] + b"PK\x06\x07" + bytes(16) + body[at:]) is TooManyFiles


def bomb(megabytes: int) -> bytes:
    """So many megabytes of spaces, packed without ever being in memory at once."""
    packer, parts, sum_so_far = zlib.compressobj(9, wbits=-15), [], 0
    block = b" " * 1_000_000
    for _ in range(megabytes):
        parts.append(packer.compress(block))
        sum_so_far = zlib.crc32(block, sum_so_far)
    packed = b"".join([*parts, packer.flush()])
    return _one_file(packed, sum_so_far, megabytes * 1_000_000)


def _one_file(packed: bytes, checksum: int, size: int) -> bytes:
    name = b"imsmanifest.xml"
    sizes = struct.pack("<HHHHHLLLHH", 20, 0, 8, 0, 0, checksum, len(packed), size & 0xFFFFFFFF, len(name), 0)
    local = b"PK\x03\x04" + sizes + name + packed
    directory = b"PK\x01\x02\x14\x00" + sizes + bytes(14) + name
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(directory), len(local), 0)
    return local + directory + end


def test_manifest_that_unpacks_to_very_much_is_not_unpacked() -> None:
    body = bomb(200)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    assert refusal_of(body) is UnpacksTooLarge
    assert refusal_of(said_sizes(body, [1_000])) in {NotWellFormed, BrokenArchive}
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert (time.process_time() - began < 5, grown < 30_000) == (True, True)


def test_files_that_unpack_to_ten_gigabytes_are_refused() -> None:
    small = archive(MANIFEST, *((f"{number}.bin", b"") for number in range(5)))
    assert refusal_of(said_sizes(small, [len(CMI5), *[1_999_999_999] * 5])) is UnpacksTooLarge
    assert refusal_of(said_sizes(small, [len(CMI5), 2_100_000_000])) is UnpacksTooLarge


def test_damaged_archives_are_refused() -> None:
    whole = archive(MANIFEST)
    damaged = whole[:60] + b"XXXX" + whole[64:]
    cut = [refusal_of(body) for body in (b"PK\x03\x04", whole[:-30], b"PK" + whole[100:], damaged, b"PK" + bytes(100))]
    assert set(cut) == {BrokenArchive}


def test_nothing_is_written_anywhere(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object, **_: object) -> None:
        raise AssertionError(arguments)

    monkeypatch.setattr(zipfile.ZipFile, "extract", refuse)
    monkeypatch.setattr(zipfile.ZipFile, "extractall", refuse)
    monkeypatch.setattr("tempfile.mkstemp", refuse)
    assert manifest_of(io.BytesIO(archive(MANIFEST))) == ("cmi5.xml", CMI5.encode())
