"""Answers when something goes wrong: a page for people, a problem document (RFC 9457) for programs.

Neither ever shows a stack trace, a query or an address that may hold a token.
"""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

import structlog
from jinja2 import TemplateError
from litestar import MediaType, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.status_codes import HTTP_500_INTERNAL_SERVER_ERROR, HTTP_503_SERVICE_UNAVAILABLE
from litestar.types import ExceptionHandlersMap
from pydantic import ValidationError

from refusals import Conflict, Forbidden, Invalid, Missing, Refusal
from web.assets import AssetsNotBuilt
from web.i18n import Translator, translator_of
from web.requests import AnyRequest, is_fragment, wants_data
from web.templating import page
from web.validation import FieldError, field_errors, request_errors

PROBLEM_MEDIA_TYPE: Final = "application/problem+json"
# An error has a page of its own, also when only a part of a page was asked for.
WHOLE_PAGE: Final = {"HX-Retarget": "body", "HX-Reswap": "innerHTML"}
# In the `opt` of a router: the template of pages that say what went wrong on its routes.
ERROR_PAGE: Final = "error_page"
REFUSAL_STATUS: Final[Mapping[type[Refusal], int]] = {Invalid: 400, Forbidden: 403, Missing: 404, Conflict: 409}

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Wording:
    """What the shell itself says for a status: a stable code, a title and a sentence, both as keys of catalogues."""

    code: str
    title: str
    sentence: str


WORDINGS: Final[Mapping[int, Wording]] = {
    400: Wording("bad_request", "Something is not right yet", "We could not read what you sent."),
    401: Wording("not_signed_in", "Sign in first", "Sign in to see this."),
    403: Wording("forbidden", "This is not for you", "You may not do this."),
    404: Wording("not_found", "We cannot find this page", "Perhaps it has moved, or the address is not complete."),
    405: Wording("method_not_allowed", "That does not work here", "You cannot do this with this address."),
    409: Wording("conflict", "This clashes with something else", "Somebody else may have changed it in the meantime."),
    413: Wording("too_large", "This is too large", "Send less at once."),
    415: Wording("unsupported_media_type", "We cannot read this kind of file", "Send it in another form."),
    429: Wording("too_many_requests", "Just a moment", "You ask a lot in a short time. Try again in a minute."),
    500: Wording("internal_error", "Something went wrong here", "It is not your fault. Please try again later."),
    503: Wording("unavailable", "We are away for a moment", "Please try again in a minute."),
}


@dataclass(frozen=True)
class Problem:
    """One thing that went wrong, in the reader's language."""

    status: int
    code: str
    title: str
    detail: str
    errors: list[FieldError] = field(default_factory=list)
    details: dict[str, Any] = field(default_factory=dict)
    reference: str | None = None
    """What a reader can quote, and what the log line of this error carries."""

    def document(self) -> dict[str, Any]:
        """The members of RFC 9457 section 3.1, and ours; empty ones are left out."""
        errors = [error.document() for error in self.errors]
        members = {"type": "about:blank", **asdict(self), "errors": errors}
        return {name: value for name, value in members.items() if value not in (None, [], {})}


def problem_response(request: AnyRequest, problem: Problem, headers: Mapping[str, str] | None = None) -> Response[Any]:
    uncached = {"Cache-Control": "no-store", **(headers or {})}
    if is_fragment(request):
        uncached |= WHOLE_PAGE
    if wants_data(request):
        return Response(problem.document(), status_code=problem.status, media_type=PROBLEM_MEDIA_TYPE, headers=uncached)
    try:
        return page(request, _template(request), {"problem": problem}, status_code=problem.status, headers=uncached)
    except (TemplateError, AssetsNotBuilt):
        # The frame around all pages may be what is broken.
        log.exception("error_page_failed")
        words = f"{problem.title}\n\n{problem.detail}\n"
        return Response(words, status_code=problem.status, media_type=MediaType.TEXT, headers=uncached)


def _template(request: AnyRequest) -> str:
    # There is no handler for an address that no route has.
    handler = request.scope.get("route_handler")
    template: str = handler.opt.get(ERROR_PAGE, "error.html") if handler else "error.html"
    return template


def on_refusal(request: AnyRequest, refusal: Refusal) -> Response[Any]:
    translator = translator_of(request)
    status = next((status for kind, status in REFUSAL_STATUS.items() if isinstance(refusal, kind)), 400)
    message = translator.gettext(refusal.message_id, **refusal.details)
    problem = Problem(
        status=status,
        code=refusal.code,
        title=translator.gettext(WORDINGS[status].title),
        detail=message,
        errors=[FieldError(refusal.field, refusal.code, message)] if refusal.field else [],
        details=refusal.details,
    )
    return problem_response(request, problem)


def on_http_exception(request: AnyRequest, error: HTTPException) -> Response[Any]:
    if error.status_code >= HTTP_500_INTERNAL_SERVER_ERROR and error.status_code != HTTP_503_SERVICE_UNAVAILABLE:
        return on_unexpected(request, error)
    errors = request_errors(error, translator_of(request)) if isinstance(error, ValidationException) else []
    return _shell_problem(request, error.status_code, errors, error.headers)


def on_invalid_values(request: AnyRequest, error: ValidationError) -> Response[Any]:
    return _shell_problem(request, 400, field_errors(error, translator_of(request)))


def on_unexpected(request: AnyRequest, error: Exception) -> Response[Any]:
    reference = secrets.token_hex(4)
    log.error("request_failed", reference=reference, exc_info=error)
    return problem_response(request, _shell_words(translator_of(request), 500, reference=reference))


def on_unavailable(request: AnyRequest, error: Exception) -> Response[Any]:
    """For the errors of connections to what we depend on; the composition root says which those are."""
    log.error("dependency_unavailable", reason=f"{type(error).__name__}: {error}")
    return _shell_problem(request, 503, headers={"Retry-After": "30"})


def on_unreadable(request: AnyRequest, _error: Exception) -> Response[Any]:
    """For what was sent and nothing can be done with; the composition root says which errors tell that."""
    return _shell_problem(request, 400)


def _shell_problem(
    request: AnyRequest,
    status: int,
    errors: list[FieldError] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response[Any]:
    problem = _shell_words(translator_of(request), status, errors=errors or [])
    return problem_response(request, problem, headers)


def _shell_words(translator: Translator, status: int, **members: Any) -> Problem:
    wording = WORDINGS.get(status, WORDINGS[400])
    title, sentence = translator.gettext(wording.title), translator.gettext(wording.sentence)
    return Problem(status=status, code=wording.code, title=title, detail=sentence, **members)


def on_too_deep(request: AnyRequest, _: RecursionError) -> Response[Any]:
    """For a body with thousands of brackets inside each other: nothing else of ours goes that deep."""
    return _shell_problem(request, 400)


EXCEPTION_HANDLERS: ExceptionHandlersMap = {
    RecursionError: on_too_deep,
    Refusal: on_refusal,
    ValidationError: on_invalid_values,
    HTTPException: on_http_exception,
    500: on_unexpected,
}
