"""What is sent with a form: its words and its file."""

import base64
import binascii
import zlib
from dataclasses import dataclass
from typing import Final

from litestar.datastructures import UploadFile

from planner.export_errors import FileMissing
from refusals import Refusal
from tabular.errors import BadLines
from web.i18n import Translator
from web.requests import AnyRequest

MOST_BYTES: Final = 12_000_000
"""Of a whole form, its file included."""
MOST_MISTAKES: Final = 200


@dataclass(frozen=True, slots=True)
class SentForm:
    values: dict[str, str]
    file: bytes | None
    file_name: str


async def sent_form(request: AnyRequest) -> SentForm:
    """The words of the form, and the file called `file` when one was chosen."""
    form = await request.form()
    values = {name: value.strip() for name, value in form.items() if isinstance(value, str)}
    upload = form.get("file")
    if not isinstance(upload, UploadFile) or not upload.filename:
        return SentForm(values, None, "")
    return SentForm(values, await upload.read(), upload.filename)


def packed(body: bytes) -> str:
    """A file as a hidden field, so that what was looked at is what is done."""
    return base64.b64encode(zlib.compress(body)).decode()


def unpacked(text: str) -> bytes:
    """:raises FileMissing: it is not what `packed` gave."""
    try:
        machine = zlib.decompressobj()
        body = machine.decompress(base64.b64decode(text, validate=True), MOST_BYTES)
    except (binascii.Error, ValueError, zlib.error) as error:
        raise FileMissing(field="file") from error
    if machine.unconsumed_tail or not machine.eof:
        raise FileMissing(field="file")
    return body


@dataclass(frozen=True, slots=True)
class Mistake:
    """`line` is 0 when it is about the whole file."""

    line: int
    column: str
    reason: str


def mistakes_of(refusal: Refusal, words: Translator) -> list[Mistake]:
    """Each bad line with its reason in the reader's language; of very many the first."""
    if isinstance(refusal, BadLines):
        return [
            Mistake(bad.line, bad.column, words.gettext(bad.reason.message_id, **bad.reason.details))
            for bad in refusal.lines[:MOST_MISTAKES]
        ]
    return [Mistake(0, "", words.gettext(refusal.message_id, **refusal.details))]
