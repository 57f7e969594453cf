"""One session: a page of its own, and the panel beside the board."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath, FromQuery
from litestar.types import ControllerRouterHandler

from content_links.linked import packages_of_session
from events.feedback import Score, opinions_about
from identity.guarding import staff_only
from identity.permissions import reaches, roles_for
from planner.hosting import allow_session
from planner.operation_words import what_was_done
from planner.session_history import changes_of
from planner.session_reading import SessionFacts, candidates_for, leaders_of, read_session
from planner.staff_pages import staff_page
from planner.warning_words import sentences_of
from web.dates import period_in_words
from web.i18n import Translator, translator_of
from web.requests import AnyRequest
from web.validation import FieldError

SCORES: Final = {Score.GOOD: "Good", Score.OKAY: "Okay", Score.POOR: "Not so good"}
CHANGES: Final = "POST /planner/sessions/{session}/move"


@get("/planner/sessions/{session:uuid}", guards=[staff_only])
async def session_page(
    request: AnyRequest, session: FromPath[UUID], done: FromQuery[UUID | None] = None
) -> Response[bytes]:
    """:param done: the operation that led here, for the line to undo it."""
    await allow_session(request, session)
    return await show_session(request, await read_session(session), done=done)


async def show_session(
    request: AnyRequest,
    facts: SessionFacts,
    *,
    done: UUID | None = None,
    errors: Sequence[FieldError] = (),
    status_code: int = 200,
) -> Response[bytes]:
    """The page; `errors` are of a form on it that was refused."""
    words = translator_of(request)
    may_change = await may_for(request, CHANGES, facts.organisation)
    warned = {} if facts.is_cancelled else await sentences_of([facts.id], words)
    context = {
        "session": facts,
        "when": period_in_words(facts.starts_at, facts.ends_at, words.locale),
        "seats": _seats(facts, words),
        "warnings": warned.get(facts.id, ()),
        "leaders": await leaders_of(facts.id),
        "candidates": await candidates_for(facts.id, facts.organisation) if may_change else (),
        "opinions": await opinions_about(facts.id),
        "scores": SCORES,
        "packages": await packages_of_session(facts.id),
        "history": await changes_of(facts.id, facts.timezone, words),
        "may_change": may_change,
        "is_past": facts.finishes <= datetime.now(UTC),
        "done": await what_was_done(done, request.user.account_id, words),
        "errors": list(errors),
    }
    return staff_page(request, "planner/session.html", context, status_code=status_code)


async def may_for(request: AnyRequest, route: str, organisation: int) -> bool:
    roles = roles_for(route)
    return await reaches([grant.organisation_id for grant in request.user.grants if grant.role in roles], organisation)


def _seats(facts: SessionFacts, words: Translator) -> str:
    if facts.capacity is None:
        return words.ngettext("%(num)d person has signed up", "%(num)d people have signed up", facts.taken)
    taken = words.gettext("%(taken)s of %(capacity)s places taken", taken=facts.taken, capacity=facts.capacity)
    if not facts.waiting:
        return taken
    return f"{taken}, {words.ngettext('%(num)d person waits', '%(num)d people wait', facts.waiting)}"


ROUTES: Final[Sequence[ControllerRouterHandler]] = [session_page]
