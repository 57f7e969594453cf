"""Changing a registration: with how many, who comes along, what was answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from pydantic import ValidationError

from agenda.my_page import broken, find, to_own_page
from agenda.own_pages import PRIVATE_FORM
from agenda.signup_form import field_error, field_of, labels_of
from database.transaction import fetch, fetch_row
from events.applying import Asks
from events.asking import asks_of_registration
from events.changing_registration import RegistrationValues, change_registration
from events.errors import NotComing, RegistrationClosed, UnknownRegistration
from refusals import Conflict, Refusal
from web.i18n import translator_of
from web.requests import AnyRequest
from web.templating import page
from web.validation import FieldError, field_errors

MOST_PEOPLE: Final = 6
_LONGEST_NUMBER: Final = 3
_Form = Mapping[str, str]
_Answer = Response[bytes] | Redirect

_OWN: Final = "SELECT party_size, note, companions, access_needs FROM registration WHERE id = $1"
_ANSWERS: Final = "SELECT question, text FROM answer WHERE registration = $1"


@dataclass(frozen=True, slots=True)
class _Filled:
    values: _Form
    asks: Asks
    errors: Sequence[FieldError] = ()
    status: int = 200


@get("/my/{token:str}/change")
async def show_form(request: AnyRequest, token: FromPath[str]) -> _Answer:
    found = await find(token)
    if found is None:
        return broken(request)
    link, place = found
    if not place.can_be_given_back:
        return to_own_page(token)
    asks = await asks_of_registration(link.registration)
    return await _show(request, token, _Filled(await _own_values(link.registration), asks))


@post("/my/{token:str}/change")
async def change(request: AnyRequest, token: FromPath[str], data: URLEncodedBody[dict[str, str]]) -> _Answer:
    found = await find(token)
    if found is None:
        return broken(request)
    registration = found[0].registration
    asks = await asks_of_registration(registration)
    try:
        await change_registration(registration, _wanted(data, asks))
    except (NotComing, RegistrationClosed):
        return to_own_page(token)
    except ValidationError as error:
        errors = [_beside(each) for each in field_errors(error, translator_of(request))]
        return await _show(request, token, _Filled(data, asks, errors, 400))
    except Refusal as refusal:
        status = 409 if isinstance(refusal, Conflict) else 400
        error_ = field_error(refusal, translator_of(request))
        return await _show(request, token, _Filled(data, asks, [error_], status))
    return to_own_page(token, "?changed=1")


def _wanted(data: _Form, asks: Asks) -> RegistrationValues:
    """Only what the form has: somebody who does not see a field does not empty it."""
    size = data.get("party_size", "")
    return RegistrationValues(
        # What is no number becomes one that is refused in words.
        party_size=int(size) if size.isdecimal() and len(size) <= _LONGEST_NUMBER else 0,
        companions=[line.strip() for line in data.get("companions", "").splitlines() if line.strip()]
        if asks.names
        else None,
        note=data.get("note", ""),
        answers={question.id: text for question in asks.questions if (text := data.get(field_of(question), "").strip())}
        if asks.questions
        else None,
        access_needs=data.get("access_needs", "") if asks.access_needs else None,
    )


async def _own_values(registration: UUID) -> _Form:
    row = await fetch_row(_OWN, registration)
    if row is None:
        raise UnknownRegistration
    answers = {f"answer-{each['question']}": each["text"] for each in await fetch(_ANSWERS, registration)}
    return answers | {
        "party_size": str(row["party_size"]),
        "note": row["note"],
        "companions": "\n".join(row["companions"]),
        "access_needs": row["access_needs"],
    }


def _beside(error: FieldError) -> FieldError:
    return FieldError(error.field.replace("answers.", "answer-"), error.code, error.text)


async def _show(request: AnyRequest, token: str, filled: _Filled) -> _Answer:
    found, words = await find(token), translator_of(request)
    if found is None:
        return broken(request)
    signup = found[1].signup
    context: dict[str, Any] = {
        "section": "my",
        "token": token,
        "place": found[1],
        "signup": signup,
        "asks": filled.asks,
        "question_labels": labels_of(filled.asks),
        "values": filled.values,
        "errors": filled.errors,
        "error_of": {error.field: error.text for error in filled.errors},
        "people": [
            {"value": str(number), "label": words.ngettext("%(num)d person", "%(num)d people", number)}
            for number in range(1, max(MOST_PEOPLE, signup.party_size) + 1)
        ],
    }
    return page(request, "agenda/my_change.html", context, status_code=filled.status, headers=PRIVATE_FORM)


ROUTES: Final[Sequence[ControllerRouterHandler]] = [show_form, change]
