"""Signing up: one short page, for a session or for an edition."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from pydantic import ValidationError

from agenda.own_links import receipt_token
from agenda.signup_offer import Offer, Situation, offer_of_edition, offer_of_session
from events.errors import ContactMissing, UnknownEdition, UnknownSession
from events.registering import Applicant, register
from events.vocabulary import RegistrationTarget
from refusals import Conflict, Refusal
from web.i18n import Translator, locale_of, translator_of
from web.requests import AnyRequest
from web.templating import page
from web.validation import FieldError, field_errors

MOST_PEOPLE: Final = 6
KEY_FIELD: Final = "key"
FIELDS: Final = ("name", "email", "phone", "party_size", "note")
UNCACHED: Final = {"Cache-Control": "no-store"}

Form = dict[str, str]
_Answer = Response[bytes] | Redirect


@dataclass(frozen=True, slots=True)
class Filled:
    """What somebody typed, to show it again with what is wrong. `key` makes sending it twice harmless."""

    key: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Sequence[FieldError] = ()


@get("/sessions/{session:uuid}/register")
async def session_form(request: AnyRequest, session: FromPath[UUID]) -> _Answer:
    return _form(request, await offer_of_session(session))


@post("/sessions/{session:uuid}/register")
async def sign_up_for_session(request: AnyRequest, session: FromPath[UUID], data: URLEncodedBody[Form]) -> _Answer:
    return await _sign_up(request, await offer_of_session(session), data)


@get("/editions/{edition:uuid}/register")
async def edition_form(request: AnyRequest, edition: FromPath[UUID]) -> _Answer:
    return _form(request, await offer_of_edition(edition))


@post("/editions/{edition:uuid}/register")
async def sign_up_for_edition(request: AnyRequest, edition: FromPath[UUID], data: URLEncodedBody[Form]) -> _Answer:
    return await _sign_up(request, await offer_of_edition(edition), data)


def _form(request: AnyRequest, offer: Offer) -> _Answer:
    elsewhere = _right_address(offer)
    if elsewhere:
        return Redirect(elsewhere, status_code=303)
    return _show(request, offer, Filled())


def _right_address(offer: Offer) -> str | None:
    """Where to sign up instead, when the form of the activity asks for the other of session and edition."""
    if offer.target is RegistrationTarget.EDITION and offer.session is not None:
        return f"/editions/{offer.edition}/register"
    if offer.target is RegistrationTarget.SESSION and offer.session is None:
        return f"/activities/{offer.slug}"
    return None


async def _sign_up(request: AnyRequest, offer: Offer, data: Form) -> _Answer:
    key = data.get(KEY_FIELD) or Filled().key
    values = {name: data.get(name, "") for name in FIELDS}
    try:
        applicant = _applicant(values, locale_of(request))
        registered = await register(
            session=offer.session,
            edition=None if offer.session else offer.edition,
            applicant=applicant,
            idempotency_key=key,
        )
    except ValidationError as error:
        return _show(request, offer, Filled(key, values, _mistakes(error, values, request)), status=400)
    except (UnknownSession, UnknownEdition):
        raise
    except Refusal as refusal:
        return await _refused(request, offer, Filled(key, values), refusal)
    return Redirect(f"/my/{receipt_token(registered.id)}?new=1", status_code=303, headers=UNCACHED)


def _applicant(values: Mapping[str, str], locale: Literal["nl", "en"]) -> Applicant:
    """What is left empty counts as not filled in.

    Raises ValidationError, and ContactMissing when there is neither an address nor a number.
    """
    given: dict[str, Any] = {name: value.strip() for name, value in values.items() if value.strip()}
    return Applicant.model_validate(given | {"locale": locale})


def _mistakes(error: ValidationError, values: Mapping[str, str], request: AnyRequest) -> list[FieldError]:
    """All at once: pydantic looks whether somebody can be reached only when nothing else is wrong."""
    translator = translator_of(request)
    mistakes = field_errors(error, translator)
    if not values["email"].strip() and not values["phone"].strip():
        unreachable = ContactMissing()
        mistakes.append(FieldError("email", unreachable.code, translator.gettext(unreachable.message_id)))
    return sorted(mistakes, key=lambda mistake: FIELDS.index(mistake.field) if mistake.field in FIELDS else len(FIELDS))


async def _refused(request: AnyRequest, offer: Offer, filled: Filled, refusal: Refusal) -> Response[bytes]:
    """The form again with what is wrong; read afresh, because it may be full or cancelled since it was opened."""
    message = translator_of(request).gettext(refusal.message_id, **refusal.details)
    error = FieldError(refusal.field or "", refusal.code, message)
    current = await (offer_of_session(offer.session) if offer.session else offer_of_edition(offer.edition))
    status = 409 if isinstance(refusal, Conflict) else 400
    return _show(request, current, Filled(filled.key, filled.values, [error]), status=status)


def _show(request: AnyRequest, offer: Offer, filled: Filled, status: int = 200) -> Response[bytes]:
    situation = offer.situation
    context = {
        "section": "agenda",
        "offer": offer,
        "situation": situation.value,
        "takes_names": situation in (Situation.OPEN, Situation.WAITING_LIST),
        "filled": filled,
        "error_of": {error.field: error.text for error in filled.errors},
        "people": _people(translator_of(request)),
    }
    return page(request, "agenda/signup.html", context, status_code=status, headers=UNCACHED)


def _people(translator: Translator) -> list[dict[str, str]]:
    return [
        {"value": str(number), "label": translator.ngettext("%(num)d person", "%(num)d people", number)}
        for number in range(1, MOST_PEOPLE + 1)
    ]


ROUTES: Final[Sequence[ControllerRouterHandler]] = [
    session_form,
    sign_up_for_session,
    edition_form,
    sign_up_for_edition,
]
