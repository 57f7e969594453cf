"""What the forms for staff share: how a refusal is shown beside its field, and what browsers may keep."""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Final

from identity.errors import TooManyAttempts
from refusals import Conflict, Forbidden, Refusal
from web.i18n import translator_of
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
    """The IP address of the browser; a proxy on this machine or its private network is believed about it.

    Of X-Forwarded-For the last entry, which the proxy itself wrote: the ones before it are what the browser claims.
    """
    seen = request.client.host if request.client else "unknown"
    forwarded = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    return forwarded if _is_private(seen) and _is_address(forwarded) else seen


def _is_private(address: str) -> bool:
    return _is_address(address) and ip_address(address).is_private


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
