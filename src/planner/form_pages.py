"""What the forms for staff share: how a refusal is shown beside its field, and what browsers may keep."""

from collections.abc import Mapping
from typing import Final

from identity.errors import TooManyAttempts
from refusals import Conflict, Forbidden, Refusal
from web.i18n import translator_of
from web.readers import reader_address
from web.requests import AnyRequest
from web.validation import FieldError

PRIVATE: Final[Mapping[str, str]] = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
Form = dict[str, str]


def mistake(request: AnyRequest, refusal: Refusal) -> FieldError:
    """The refusal in the reader's language, at its field or for the whole form."""
    message = translator_of(request).gettext(refusal.message_id, **refusal.details)
    return FieldError(refusal.field or "", refusal.code, message)


def status_of(refusal: Refusal) -> int:
    if isinstance(refusal, TooManyAttempts):
        return 429
    return 409 if isinstance(refusal, Conflict) else 403 if isinstance(refusal, Forbidden) else 400


def client_address(request: AnyRequest) -> str:
    """The IP address of the browser, also behind a proxy of ours."""
    return reader_address(request)
