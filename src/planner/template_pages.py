"""The building blocks that organisations above publish: the list, and what each of them gives."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath, FromQuery
from litestar.types import ControllerRouterHandler

from agenda.labels import FORMS, KINDS, THEMES
from content_links.templates import links_of_template
from database.transaction import fetch
from events.templates.content import TemplateContent
from events.templates.reach import adoptions_of
from events.templates.reading import (
    Revision,
    TemplateRow,
    changed_templates,
    newest_revisions,
    revisions_of,
    visible_templates,
)
from events.vocabulary import TemplateState
from identity.guarding import staff_only
from planner.adoptions import SEES, visible_template
from planner.operation_words import what_was_done
from planner.reach import may, organisations_of
from planner.session_panel import may_for
from planner.staff_choices import options
from planner.staff_pages import staff_page
from planner.template_words import STATES, Titles, facts_of
from web.dates import full_day_in_words
from web.i18n import Translator, translator_of
from web.requests import AnyRequest
from web.validation import FieldError

PATH: Final = "/planner/templates"
WRITES: Final = f"POST {PATH}"
ADOPTS: Final = f"POST {PATH}/{{slug}}/adopt"
_TITLES: Final = "SELECT slug, title FROM package WHERE slug = ANY($1::text[])"
_OWN: Final = """
SELECT activity.slug, activity.title, organisation.name AS organisation, activity.template_version AS version
FROM activity JOIN organisation ON organisation.id = activity.organisation
WHERE activity.template = $1 AND activity.organisation = ANY($2::int[]) AND activity.state <> 'archived'
ORDER BY organisation.name, lower(activity.title)
"""
_ADOPTED: Final = """
SELECT DISTINCT template FROM activity WHERE organisation = ANY($1::int[]) AND template = ANY($2::int[])
    AND state <> 'archived'
"""


@get(PATH, guards=[staff_only])
async def templates_page(
    request: AnyRequest, kind: FromQuery[str] = "", theme: FromQuery[str] = "", owner: FromQuery[str] = ""
) -> Response[bytes]:
    """What is not in the list of a filter leaves nothing; empty is all."""
    words = translator_of(request)
    organisations = [each.id for each in await organisations_of(request.user, SEES)]
    rows = await visible_templates(organisations)
    newest = await newest_revisions([row.id for row in rows])
    said = {row.id: newest[row.id].content if row.id in newest else _draft(row) for row in rows}
    adopted = {record["template"] for record in await fetch(_ADOPTED, organisations, [row.id for row in rows])}
    asked = {"kind": kind, "theme": theme, "owner": owner}
    chosen = [row for row in rows if _fits(said[row.id], row, asked)]
    context = {
        "templates": [_line(row, said[row.id], row.id in adopted, words) for row in chosen],
        "changed": await changed_templates(organisations),
        "filters": _filters(rows, asked, words),
        "is_filtered": any(asked.values()),
        "may_write": may(request.user, WRITES),
    }
    return staff_page(request, "planner/templates.html", context)


@get(f"{PATH}/{{slug:str}}", guards=[staff_only])
async def template_page(
    request: AnyRequest, slug: FromPath[str], done: FromQuery[UUID | None] = None
) -> Response[bytes]:
    return await show_template(request, await visible_template(request.user, slug), done=done)


async def show_template(
    request: AnyRequest,
    row: TemplateRow,
    *,
    done: UUID | None = None,
    errors: Sequence[FieldError] = (),
    status_code: int = 200,
) -> Response[bytes]:
    """What is published, and for its owner also what is written since and what became of it."""
    words = translator_of(request)
    organisations = [each.id for each in await organisations_of(request.user, SEES)]
    is_own = await may_for(request, f"POST {PATH}/{{slug}}/publish", row.organisation_id)
    revisions = await revisions_of(row.id)
    written = TemplateContent(**row.details.model_dump(), links=tuple(await links_of_template(row.id)))
    content = revisions[0].content if revisions else written
    titles = await titles_of([content])
    context = {
        "template": row,
        "content": content,
        "facts": facts_of(content, words, titles, but=_unsaid(content)),
        "state": words.gettext(STATES[row.state]),
        "revisions": [
            {
                "version": each.version,
                "note": each.note,
                "day": full_day_in_words(each.published_at.date(), words.locale),
            }
            for each in revisions
        ],
        "own": await fetch(_OWN, row.id, organisations),
        "is_own": is_own,
        "is_changed": bool(revisions) and written != content,
        "reach": await adoptions_of(row.id) if is_own else [],
        "may_adopt": row.state == TemplateState.PUBLISHED and may(request.user, ADOPTS),
        "done": await what_was_done(done, request.user.account_id, words),
        "errors": list(errors),
    }
    return staff_page(request, "planner/template.html", context, status_code=status_code)


async def titles_of(contents: Iterable[TemplateContent]) -> Titles:
    """The titles of the e-content that these name; what is gone has none."""
    slugs = {link.package for content in contents for link in content.links}
    return {record["slug"]: record["title"] for record in await fetch(_TITLES, sorted(slugs))}


def _unsaid(content: TemplateContent) -> set[str]:
    """What stands elsewhere on the page, or says nothing new."""
    return {"title", "summary", "description"} | ({"language"} if content.language == "nl" else set())


def _published(each: Revision, words: Translator) -> dict[str, Any]:
    day = full_day_in_words(each.published_at.date(), words.locale)
    return {"version": each.version, "note": each.note, "day": day}


def _draft(row: TemplateRow) -> TemplateContent:
    return TemplateContent(**row.details.model_dump())


def _fits(content: TemplateContent, row: TemplateRow, asked: Mapping[str, str]) -> bool:
    return (
        asked["kind"] in ("", content.kind)
        and asked["theme"] in ("", *content.themes)
        and asked["owner"] in ("", row.organisation_slug)
    )


def _line(row: TemplateRow, content: TemplateContent, is_adopted: bool, words: Translator) -> dict[str, Any]:
    return {
        "slug": row.slug,
        "title": content.title,
        "summary": content.summary,
        "organisation": row.organisation_name,
        "kind": words.gettext(KINDS[content.kind]),
        "form": words.gettext(FORMS[content.form]),
        "meetings": words.ngettext("%(num)s meeting", "%(num)s meetings", content.planned_sessions)
        if content.planned_sessions
        else "",
        "links": len(content.links),
        "theme": content.themes[0] if content.themes else "",
        "state": "" if row.state == TemplateState.PUBLISHED else words.gettext(STATES[row.state]),
        "is_adopted": is_adopted,
    }


def _filters(rows: Sequence[TemplateRow], asked: Mapping[str, str], words: Translator) -> list[dict[str, Any]]:
    owners = sorted({(row.organisation_slug, row.organisation_name) for row in rows})
    lists: Mapping[str, tuple[str, list[dict[str, Any]]]] = {
        "kind": ("Kind", options(KINDS, words)),
        "theme": ("About", options(THEMES, words)),
        "owner": ("Of whom", [{"value": slug, "label": name} for slug, name in owners]),
    }
    anything = {"value": "", "label": words.gettext("All")}
    return [
        {"name": name, "label": words.gettext(label), "value": asked[name], "options": [anything, *choices]}
        for name, (label, choices) in lists.items()
    ]


ROUTES: Final[list[ControllerRouterHandler]] = [templates_page, template_page]
