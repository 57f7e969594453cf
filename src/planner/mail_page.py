"""Mails that did not arrive: why, sending them again, and correcting an address."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from pydantic import ValidationError

from events.readdressing import correct_email
from history.operations import operation
from identity.guarding import staff_only
from notifications.dead_letters import Cause, DeadLetter, dead_letters, readdress, resend
from planner.errors import UnknownMail
from planner.form_pages import Form, mistake, status_of
from planner.mail_words import CAUSES, KINDS, REMEDIES
from planner.reach import organisations_of
from planner.staff_pages import staff_page
from refusals import Refusal
from web.i18n import translator_of
from web.requests import AnyRequest
from web.validation import EMAIL_SENTENCE, FieldError

PATH: Final = "/planner/mail"
_Answer = Response[bytes] | Redirect


@get(PATH, guards=[staff_only])
async def show_mail(request: AnyRequest) -> Response[bytes]:
    return await _show(request)


@post(PATH + "/resend", guards=[staff_only])
async def resend_mail(request: AnyRequest, data: URLEncodedBody[Form]) -> Redirect:
    """One (`message`), or all that have the same `cause`.

    :raises UnknownMail: it is none of theirs.
    """
    letters = await _letters(request, f"POST {PATH}/resend", _cause(data.get("cause")))
    chosen = [each for each in letters if data.get("message") in {None, str(each.id)}]
    if not chosen:
        raise UnknownMail
    for organisation in sorted({each.organisation for each in chosen}):
        messages = [each.id for each in chosen if each.organisation == organisation]
        account = request.user.account_id
        async with operation("mail.resend", account=account, organisation=organisation, number=len(messages)):
            await resend(messages)
    return Redirect(f"{PATH}?sent={len(chosen)}", status_code=303)


@post(PATH + "/{message:uuid}/address", guards=[staff_only])
async def correct_address(request: AnyRequest, message: FromPath[UUID], data: URLEncodedBody[Form]) -> _Answer:
    """Everything that still has to go to this person goes to the new address, this mail at once.

    :raises UnknownMail: it is none of theirs, or to nobody who signed up.
    """
    letters = await _letters(request, f"POST {PATH}/{{message}}/address")
    letter = next((each for each in letters if each.id == message), None)
    if letter is None or letter.registration is None:
        raise UnknownMail
    try:
        await _correct(request, letter, letter.registration, data.get("email", ""))
    except ValidationError:
        error = FieldError("email", "email", translator_of(request).gettext(EMAIL_SENTENCE))
        return await _show(request, wrong=message, error=error, status=400)
    except Refusal as refusal:
        return await _show(request, wrong=message, error=mistake(request, refusal), status=status_of(refusal))
    return Redirect(f"{PATH}?sent=1", status_code=303)


async def _correct(request: AnyRequest, letter: DeadLetter, registration: UUID, email: str) -> None:
    async with operation("mail.address", account=request.user.account_id, organisation=letter.organisation):
        right = await correct_email(registration, email)
        await readdress(registration, right)
        await resend([letter.id])


async def _letters(request: AnyRequest, route: str, cause: Cause | None = None) -> list[DeadLetter]:
    return await dead_letters([each.id for each in await organisations_of(request.user, route)], cause)


def _cause(value: str | None) -> Cause | None:
    return Cause(value) if value in set(Cause) else None


async def _show(
    request: AnyRequest, *, wrong: UUID | None = None, error: FieldError | None = None, status: int = 200
) -> Response[bytes]:
    words, chosen = translator_of(request), _cause(request.query_params.get("cause"))
    letters = await _letters(request, f"GET {PATH}")
    sent = request.query_params.get("sent", "")
    context: dict[str, Any] = {
        "letters": [each for each in letters if chosen in {None, each.cause}],
        "causes": [each for each in Cause if each in {letter.cause for letter in letters}],
        "chosen": chosen,
        "cause_words": {each: words.gettext(text) for each, text in CAUSES.items()},
        "remedies": {each: words.gettext(text) for each, text in REMEDIES.items()},
        "kind_words": {each: words.gettext(text) for each, text in KINDS.items()},
        "sent": int(sent) if sent.isdecimal() else 0,
        "wrong": wrong,
        "error": error,
    }
    return staff_page(request, "planner/mail.html", context, status_code=status)


ROUTES: Final[Sequence[ControllerRouterHandler]] = [show_mail, resend_mail, correct_address]
