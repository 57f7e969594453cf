"""How it was: opened from the mail that asks. Opening it changes nothing, because programs open the links of mails."""

from collections.abc import Mapping, Sequence
from typing import Final

from litestar import Response, get, post
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from pydantic import ValidationError

from agenda.own_pages import PRIVATE, PRIVATE_FORM
from events.errors import UnknownRegistration
from events.feedback import LONGEST_REMARK, FeedbackValues, Score, feedback_of, give_feedback
from notifications.asked import Asked, asked_by
from notifications.planned_wording import ANSWERS
from web.i18n import Translator, translator_of
from web.requests import AnyRequest
from web.signed_links import BrokenLink
from web.templating import page
from web.validation import FieldError, field_errors

SCORES: Final[Mapping[str, Score]] = {"good": Score.GOOD, "okay": Score.OKAY, "poor": Score.POOR}
_NAMES: Final = {score: answer for answer, score in SCORES.items()}


@get("/how-was-it/{token:str}")
async def ask(request: AnyRequest, token: FromPath[str]) -> Response[bytes]:
    """With the answer of the link, or else the one that was given before, already chosen."""
    asked = await _find(token)
    if asked is None:
        return _gone(request)
    given = await feedback_of(registration=asked.registration, session=asked.session)
    values = {"answer": _NAMES[given.score], "remark": given.remark} if given else {"answer": "", "remark": ""}
    chosen = request.query_params.get("answer", "")
    if chosen in SCORES:
        values["answer"] = chosen
    said = "thanks" if "thanks" in request.query_params else ""
    return _show(request, asked, values, said=said, is_given=given is not None)


@post("/how-was-it/{token:str}")
async def answer(
    request: AnyRequest, token: FromPath[str], data: URLEncodedBody[dict[str, str]]
) -> Response[bytes] | Redirect:
    asked = await _find(token)
    if asked is None:
        return _gone(request)
    words = translator_of(request)
    values = {"answer": data.get("answer", ""), "remark": data.get("remark", "")}
    if values["answer"] not in SCORES:
        error = FieldError("answer", "missing", words.gettext("Choose one of the answers."))
        return _show(request, asked, values, errors=[error], status=400)
    try:
        feedback = FeedbackValues(score=SCORES[values["answer"]], remark=values["remark"])
        await give_feedback(registration=asked.registration, session=asked.session, values=feedback)
    except ValidationError as error:
        return _show(request, asked, values, errors=field_errors(error, words), status=400)
    except UnknownRegistration:
        return _gone(request)
    return Redirect(f"/how-was-it/{token}?thanks=1", status_code=303, headers=PRIVATE)


async def _find(token: str) -> Asked | None:
    try:
        return await asked_by(token)
    except BrokenLink:
        return None


def _show(
    request: AnyRequest,
    asked: Asked,
    values: Mapping[str, str],
    *,
    said: str = "",
    is_given: bool = False,
    errors: Sequence[FieldError] = (),
    status: int = 200,
) -> Response[bytes]:
    context = {
        "asked": asked,
        "values": values,
        "options": _options(values["answer"], translator_of(request)),
        "said": said,
        "is_given": is_given,
        "errors": list(errors),
        "error_of": {error.field: error.text for error in errors},
        "longest": LONGEST_REMARK,
    }
    return page(request, "agenda/feedback.html", context, status_code=status, headers=PRIVATE_FORM)


def _options(chosen: str, words: Translator) -> list[dict[str, object]]:
    return [{"value": name, "label": words.gettext(text), "chosen": name == chosen} for name, text in ANSWERS.items()]


def _gone(request: AnyRequest) -> Response[bytes]:
    return page(request, "agenda/feedback_gone.html", {}, status_code=404, headers=PRIVATE)


ROUTES: Final[Sequence[ControllerRouterHandler]] = [ask, answer]
