"""Manifests and archives, small and made in code."""

import io
import stat
import zipfile
from collections.abc import Sequence

CMI5 = """<?xml version="1.0" encoding="utf-8"?>
<courseStructure xmlns="https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd">
  <course id="https://courses.example/phone">
    <title><langstring lang="en-GB">Your phone</langstring><langstring lang="nl-NL">Je telefoon</langstring></title>
    <description><langstring lang="nl">Leer bellen
      en appen.</langstring></description>
  </course>
  <au id="https://courses.example/phone/1" moveOn="Completed">
    <title><langstring lang="nl">Bellen</langstring></title><url>1/index.html</url>
  </au>
  <block id="https://courses.example/phone/b">
    <title><langstring lang="nl">Appen</langstring></title>
    <au id="https://courses.example/phone/2"><title><langstring lang="nl">Foto's sturen</langstring></title>
      <url>https://courses.example/photo?a=1&amp;b=2</url></au>
  </block>
</courseStructure>
"""
SCORM_1_2 = """<manifest identifier="phone-course" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2">
  <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion>
    <lom xmlns="http://www.imsglobal.org/xsd/imsmd_rootv1p2p1">
      <general><language>nl</language><description><langstring xml:lang="nl">Over bellen</langstring></description>
      </general>
      <educational><typicallearningtime><datetime>01:30:00</datetime></typicallearningtime></educational>
    </lom></metadata>
  <organizations default="B">
    <organization identifier="A"><title>Not this one</title></organization>
    <organization identifier="B"><title>Bellen</title>
      <item identifier="1" identifierref="r1"><title>Begin</title></item>
      <item identifier="2"><title>Verder</title>
        <item identifier="3" identifierref="r2"><title>Opnemen</title></item>
        <item identifier="4" identifierref="r3" isvisible="false"><title>Hidden</title></item></item>
    </organization>
  </organizations><resources/>
</manifest>
"""
SCORM_2004 = """<manifest identifier="m2004" xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"
    xmlns:lom="http://ltsc.ieee.org/xsd/LOM">
  <metadata><schema>ADL SCORM</schema><schemaversion>2004 3rd Edition</schemaversion>
    <lom:lom><lom:general><lom:title><lom:string language="en">Money</lom:string></lom:title></lom:general>
      <lom:educational><lom:typicalLearningTime><lom:duration>PT2H</lom:duration></lom:typicalLearningTime>
      </lom:educational></lom:lom></metadata>
  <organizations default="O"><organization identifier="O"><title>Other</title>
    <item identifier="1" identifierref="r1"><title>Budget</title></item></organization></organizations>
</manifest>
"""
NL_LOM = """<lom xmlns="http://www.imsglobal.org/xsd/imsmd_v1p2">
  <general>
    <title><langstring xml:lang="nl">Rekenen met geld</langstring></title>
    <catalogentry><catalog>URI</catalog><entry><langstring xml:lang="x-none">urn:x:1</langstring></entry></catalogentry>
    <language>nl</language>
    <description><langstring xml:lang="nl">Oefen met wisselgeld.</langstring></description>
    <keyword><langstring xml:lang="nl">geld</langstring></keyword>
    <keyword><langstring xml:lang="nl">rekenvaardigheid</langstring></keyword>
  </general>
  <lifecycle><contribute>
    <role><source><langstring>LOMv1.0</langstring></source><value><langstring>publisher</langstring></value></role>
    <centity><vcard>BEGIN:VCARD
FN:Jan
ORG:Oefenhuis\\, Utrecht
END:VCARD</vcard></centity>
  </contribute></lifecycle>
  <technical><format>video/mp4</format><location type="URI">https://oefenhuis.example/geld</location></technical>
  <educational><typicallearningtime><datetime>PT45M</datetime></typicallearningtime></educational>
  <classification><taxonpath><taxon><id>1F</id></taxon></taxonpath></classification>
</lom>
"""


def archive(*files: tuple[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file; a name may be there twice."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", compression) as opened:
        for name, content in files:
            opened.writestr(named(name), content)
    return body.getvalue()


def named(name: str, *, is_link: bool = False) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.filename = entry.orig_filename = name
    entry.compress_type = zipfile.ZIP_DEFLATED
    if is_link:
        entry.create_system = 3
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


def empty_files(number: int) -> bytes:
    """An archive with so many empty files, made by hand: zipfile takes seconds for that."""
    local = b"PK\x03\x04" + bytes(22) + b"\x01\x00\x00\x00a"
    central = b"PK\x01\x02" + bytes(24) + b"\x01\x00" + bytes(16) + b"a"
    directory = central * number
    counted = min(number, 0xFFFF)
    end = b"PK\x05\x06" + bytes(4) + counted.to_bytes(2, "little") * 2
    return local + directory + end + len(directory).to_bytes(4, "little") + len(local).to_bytes(4, "little") + bytes(2)


def with_flag(body: bytes, flag: int) -> bytes:
    """Sets a flag in the headers of the first file."""
    changed = bytearray(body)
    changed[6:8] = flag.to_bytes(2, "little")
    central = changed.index(b"PK\x01\x02")
    changed[central + 8 : central + 10] = flag.to_bytes(2, "little")
    return bytes(changed)


def said_sizes(body: bytes, sizes: Sequence[int]) -> bytes:
    """Makes the directory say these unpacked sizes, which need not be so."""
    changed, at = bytearray(body), 0
    for size in sizes:
        at = changed.index(b"PK\x01\x02", at)
        changed[at + 24 : at + 28] = size.to_bytes(4, "little")
        at += 1
    return bytes(changed)
