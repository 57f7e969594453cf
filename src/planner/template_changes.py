"""What a building block has changed since a library adopted it, and taking that over field by field."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from content_links.templates import links_of_activity
from events.templates.content import Difference, TemplateContent
from events.templates.errors import UnknownTemplateVersion
from events.templates.taking_over import AdoptedActivity, Comparison
from events.vocabulary import TemplateState
from identity.guarding import allow, staff_only
from planner.adoptions import compared, take
from planner.operation_words import what_was_done
from planner.owners import owner_of_activity
from planner.staff_choices import Mistakes, mistakes_of, said
from planner.staff_pages import UNCACHED, staff_page
from planner.template_pages import titles_of
from planner.template_words import FIELDS, Titles, in_words
from refusals import Refusal
from web.dates import full_day_in_words
from web.i18n import Translator, translator_of
from web.requests import AnyRequest

PATH: Final = "/planner/activities/{slug:str}/template"


@get(PATH, guards=[staff_only])
async def changes_page(
    request: AnyRequest, slug: FromPath[str], done: FromQuery[UUID | None] = None
) -> Response[bytes]:
    await allow(request, await owner_of_activity(slug))
    return await _show(request, slug, done=done)


@post(PATH, guards=[staff_only])
async def take_changes(request: AnyRequest, slug: FromPath[str]) -> Response[bytes] | Redirect:
    """Fields: `version` that was shown, and `fields` for each one that is ticked."""
    await allow(request, await owner_of_activity(slug))
    form = await request.form()
    activity, _ = await compared(slug)
    try:
        fields = [str(name) for name in form.getall("fields", [])]
        done = await take(request, activity, fields, _version(str(form.get("version", ""))))
    except Refusal as refusal:
        return await _show(request, slug, mistakes=mistakes_of(request, refusal))
    address = f"/planner/activities/{slug}/template?done={done}"
    return Redirect(address, status_code=303, headers=UNCACHED)


def _version(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:  # noqa: PLR2004  a column's size
        raise UnknownTemplateVersion(version=text, field="version")
    return int(text)


async def _show(
    request: AnyRequest, slug: str, *, done: UUID | None = None, mistakes: Mistakes = ([], 200)
) -> Response[bytes]:
    words = translator_of(request)
    activity, found = await compared(slug)
    own = TemplateContent.model_construct(links=tuple(await links_of_activity(activity.id)))
    titles = await titles_of([found.then.content, found.now.content, own])
    context = {
        **_around(activity, found, words),
        "rows": [_row(each, words, titles) for each in _in_order(found.differences)],
        "done": await what_was_done(done, request.user.account_id, words),
        **said(mistakes),
    }
    return staff_page(request, "planner/template_changes.html", context, status_code=mistakes[1])


def _around(activity: AdoptedActivity, found: Comparison, words: Translator) -> dict[str, Any]:
    return {
        "activity": activity,
        "then": found.then,
        "now": found.now,
        "now_day": full_day_in_words(found.now.published_at.date(), words.locale),
        "is_withdrawn": activity.template_state == TemplateState.WITHDRAWN,
        "is_seen": activity.seen >= activity.newest,
    }


def _in_order(differences: Sequence[Difference]) -> list[Difference]:
    names = list(FIELDS)
    return sorted(differences, key=lambda each: names.index(each.field))


def _row(found: Difference, words: Translator, titles: Titles) -> dict[str, Any]:
    """The three columns in words; nothing at all is said in words too."""
    nothing = [words.gettext("Nothing")]
    columns = {
        name: in_words(found.field, getattr(found, name), words, titles) or nothing for name in ("then", "now", "mine")
    }
    return {
        "field": found.field,
        "name": words.gettext(FIELDS[found.field]),
        "can_take_over": found.can_take_over,
        "is_own": found.is_own,
        **columns,
    }


ROUTES: Final[list[ControllerRouterHandler]] = [changes_page, take_changes]
