"""Signing up: one short page, for a session or for an edition."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import structlog
from litestar import Response, get, post
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from agenda.own_links import receipt_token
from agenda.signup_form import ASK, TRAP, RoomDoubt, Sent, field_error, labels_of, new_key, room_doubt
from agenda.signup_guarding import CHALLENGE_PATH, asks_proof, check_proof, form_asks_proof, limit_sign_ups, use_proof
from agenda.signup_offer import Offer, Situation, is_in, offer_of_edition, offer_of_session
from events.applying import Applicant, Asks
from events.asking import asks_of_activity
from events.errors import UnknownEdition, UnknownSession
from events.registering import register
from events.vocabulary import RegistrationTarget
from refusals import Conflict, Refusal
from web.i18n import Translator, locale_of, translator_of
from web.requests import AnyRequest
from web.templating import page
from web.validation import FieldError

MOST_PEOPLE: Final = 6
PROOF_FIELD: Final = "proof"
UNCACHED: Final = {"Cache-Control": "no-store"}

Form = dict[str, str]
_Answer = Response[bytes] | Redirect

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What somebody typed, to show it again with what is wrong or doubtful. `key` makes sending it twice harmless."""

    key: str = field(default_factory=new_key)
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Sequence[FieldError] = ()
    mail_doubt: str | None = None
    room_doubt: RoomDoubt | None = None
    was_told: bool = False
    """They know that they may have to wait."""


@get("/sessions/{session:uuid}/register")
async def session_form(request: AnyRequest, session: FromPath[UUID]) -> _Answer:
    return await _form(request, await offer_of_session(session))


@post("/sessions/{session:uuid}/register", guards=[limit_sign_ups])
async def sign_up_for_session(request: AnyRequest, session: FromPath[UUID], data: URLEncodedBody[Form]) -> _Answer:
    return await _sign_up(request, await offer_of_session(session), data)


@get("/editions/{edition:uuid}/register")
async def edition_form(request: AnyRequest, edition: FromPath[UUID]) -> _Answer:
    return await _form(request, await offer_of_edition(edition))


@post("/editions/{edition:uuid}/register", guards=[limit_sign_ups])
async def sign_up_for_edition(request: AnyRequest, edition: FromPath[UUID], data: URLEncodedBody[Form]) -> _Answer:
    return await _sign_up(request, await offer_of_edition(edition), data)


async def _form(request: AnyRequest, offer: Offer) -> _Answer:
    elsewhere = _right_address(offer)
    if elsewhere:
        return Redirect(elsewhere, status_code=303)
    return await _show(request, offer, await asks_of_activity(offer.slug), Filled())


def _right_address(offer: Offer) -> str | None:
    """Where to sign up instead, when the form of the activity asks for the other of session and edition."""
    if offer.target is RegistrationTarget.EDITION and offer.session is not None:
        return f"/editions/{offer.edition}/register"
    if offer.target is RegistrationTarget.SESSION and offer.session is None:
        return f"/activities/{offer.slug}"
    return None


async def _sign_up(request: AnyRequest, offer: Offer, data: Form) -> _Answer:
    if data.get(TRAP):
        return _seem_to_take(request, offer)
    asks = await asks_of_activity(offer.slug)
    sent = Sent.of(data, asks)
    mistakes = sent.mistakes(translator_of(request))
    if mistakes or sent.mail_doubt:
        filled = Filled(key=sent.key, values=sent.values, errors=mistakes, mail_doubt=sent.mail_doubt)
        return await _show(request, offer, asks, filled, status=400)
    applicant = sent.applicant(locale_of(request))
    try:
        # Who is in already gets the first answer again, or hears that: a second click needs no second sum or seat.
        if not await is_in(offer, applicant) and (doubt := await _doubt(request, offer, applicant, sent, data)):
            return await _show(request, offer, asks, doubt, status=409)
        return await _register(offer, applicant, sent.key)
    except (UnknownSession, UnknownEdition):
        raise
    except Refusal as refusal:
        return await _refused(request, offer, asks, sent, refusal)


async def _doubt(request: AnyRequest, offer: Offer, applicant: Applicant, sent: Sent, data: Form) -> Filled | None:
    """What to ask first; when there is nothing, the browser's sum is used up."""
    payload = data.get(PROOF_FIELD, "")
    if asks_proof(request):
        check_proof(payload)
    availability = offer.standing.availability(datetime.now(UTC), applicant.party_size)
    doubt = room_doubt(offer.standing, applicant.party_size, availability, may_ask=sent.asks_when_full)
    if doubt and offer.situation in _TAKES_NAMES:
        return Filled(key=sent.key, values=sent.values, room_doubt=doubt, was_told=True)
    if asks_proof(request):
        await use_proof(request, payload)
    return None


async def _register(offer: Offer, applicant: Applicant, key: str) -> Redirect:
    edition = None if offer.session else offer.edition
    registered = await register(session=offer.session, edition=edition, applicant=applicant, idempotency_key=key)
    return Redirect(f"/my/{receipt_token(registered.id)}?new=1", status_code=303, headers=UNCACHED)


def _seem_to_take(request: AnyRequest, offer: Offer) -> Response[bytes]:
    """For robots: what looks like the result, of which nothing is kept."""
    log.info("robot_signed_up", session=str(offer.session), edition=str(offer.edition))
    return page(request, "agenda/signup_seeming.html", {"section": "agenda", "offer": offer}, headers=UNCACHED)


async def _refused(request: AnyRequest, offer: Offer, asks: Asks, sent: Sent, refusal: Refusal) -> Response[bytes]:
    """The form again with what is wrong; read afresh, because it may be full or cancelled since it was opened."""
    error = field_error(refusal, translator_of(request))
    current = await (offer_of_session(offer.session) if offer.session else offer_of_edition(offer.edition))
    status = 409 if isinstance(refusal, Conflict) else 400
    return await _show(request, current, asks, Filled(key=sent.key, values=sent.values, errors=[error]), status=status)


async def _show(request: AnyRequest, offer: Offer, asks: Asks, filled: Filled, status: int = 200) -> Response[bytes]:
    situation, translator = offer.situation, translator_of(request)
    takes_names = situation in _TAKES_NAMES
    context = {
        "section": "agenda",
        "offer": offer,
        "asks": asks,
        "question_labels": labels_of(asks),
        "situation": situation.value,
        "takes_names": takes_names,
        "was_sent": request.method == "POST",
        "filled": filled,
        "when_full": ASK if situation is Situation.OPEN and not filled.was_told else "",
        "challenge": CHALLENGE_PATH if takes_names and await _needs_sum(request) else "",
        "error_of": {error.field: error.text for error in filled.errors},
        "codes": {error.code for error in filled.errors},
        "people": _people(translator),
    }
    return page(request, "agenda/signup.html", context, status_code=status, headers=UNCACHED)


async def _needs_sum(request: AnyRequest) -> bool:
    return asks_proof(request) if request.method == "POST" else await form_asks_proof(request)


_TAKES_NAMES: Final = frozenset({Situation.OPEN, Situation.WAITING_LIST})


def _people(translator: Translator) -> list[dict[str, Any]]:
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
