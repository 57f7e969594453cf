"""Suggestions as pages for who plans show them, and what happens with the answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from litestar import post
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from pydantic import BaseModel, ConfigDict

from content_links.errors import AlreadyLinked
from content_links.queries import package_by_slug
from content_links.suggesting.activities import activities_for_package
from content_links.suggesting.answering import accept, dismiss
from content_links.suggesting.packages import packages_for_activity
from content_links.suggesting.phases import Moment
from content_links.suggesting.weighing import Reason
from content_links.vocabulary import Phase
from events.reading_activities import activity_by_slug
from history.operations import operation
from identity.guarding import allow, staff_only
from planner.reach import organisations_of
from planner.staff_pages import UNCACHED
from planner.suggestion_words import reasons_in_words
from planner.template_words import PHASES
from web.i18n import Translator, translator_of
from web.requests import AnyRequest

PATH: Final = "/planner/activities/{slug:str}/suggestions"
ANSWERS: Final = "POST /planner/activities/{slug}/suggestions"


class AnswerKind(StrEnum):
    ACCEPT = "accept"
    DISMISS = "dismiss"


class SentAnswer(BaseModel):
    """What the buttons send.

    :ivar back: the page to return to: of the activity or of the package.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    package: str
    answer: AnswerKind
    phase: Phase = Phase.FOLLOW_UP
    release_days: int = 0
    back: str = "activity"


@dataclass(frozen=True, slots=True)
class SuggestionLine:
    """One suggestion: `activity` and `package` by slug, `title` and `about` of what is suggested."""

    activity: str
    package: str
    title: str
    about: str
    href: str
    reasons: Sequence[str]
    phase: Phase
    phase_name: str
    release_days: int


async def suggested_packages(activity_id: int, slug: str, words: Translator) -> list[SuggestionLine]:
    return [
        SuggestionLine(
            slug, each.slug, each.title, each.provider, f"/planner/packages/{each.slug}",
            *_said(each.reasons, each.moment, words),
        )
        for each in await packages_for_activity(activity_id)
    ]  # fmt: skip


async def suggested_activities(request: AnyRequest, package_id: int, slug: str) -> list[SuggestionLine]:
    """Those that who asks may link it to."""
    words = translator_of(request)
    own = [each.id for each in await organisations_of(request.user, ANSWERS)]
    return [
        SuggestionLine(
            each.slug, slug, each.title, each.organisation_name if len(own) > 1 else "",
            f"/planner/activities/{each.slug}/links", *_said(each.reasons, each.moment, words),
        )
        for each in (await activities_for_package(package_id, own) if own else ())
    ]  # fmt: skip


def _said(reasons: Sequence[Reason], moment: Moment, words: Translator) -> tuple[Any, ...]:
    return reasons_in_words(reasons, words), moment.phase, words.gettext(PHASES[moment.phase]), moment.release_days


@post(PATH, guards=[staff_only])
async def answer_suggestion(request: AnyRequest, slug: FromPath[str]) -> Redirect:
    """Links the package, or never suggests it here again; either can be undone."""
    activity = await activity_by_slug(slug)
    await allow(request, activity.organisation_id)
    sent = SentAnswer.model_validate(dict(await request.form()))
    package, account = await package_by_slug(sent.package), request.user.account_id
    owner = activity.organisation_id
    back = f"/planner/packages/{package.slug}" if sent.back == "package" else f"/planner/activities/{slug}/links"
    if sent.answer is AnswerKind.DISMISS:
        async with operation("suggestion.dismiss", account=account, organisation=owner, title=package.title) as this:
            await dismiss(activity_id=activity.id, package_id=package.id, account_id=account)
        return Redirect(f"{back}?done={this}", status_code=303, headers=UNCACHED)
    try:
        async with operation("link.create", account=account, organisation=owner, title=activity.title) as this:
            link = await accept(activity=slug, package=package.slug, moment=Moment(sent.phase, sent.release_days))
    except AlreadyLinked:
        # Somebody clicked twice, or a colleague was first: it is as they wanted it.
        return Redirect(f"{back}?already=true", status_code=303, headers=UNCACHED)
    return Redirect(f"{back}?done={this}&link={link}", status_code=303, headers=UNCACHED)


ROUTES: Final[list[ControllerRouterHandler]] = [answer_suggestion]
