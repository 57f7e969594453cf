"""The JSON API of suggestions: what fits an activity, and where a package fits."""

from collections.abc import Iterable
from typing import Annotated, Final, Self

from litestar import get
from litestar.params import FromPath, QueryParameter
from litestar.types import ControllerRouterHandler

from content_links.queries import package_by_slug
from content_links.suggesting.activities import SuggestedActivity, activities_for_package
from content_links.suggesting.packages import SuggestedPackage, packages_for_activity
from content_links.suggesting.weighing import Reason, ReasonKind
from content_links.vocabulary import PackageKind, Phase
from events.reading_activities import activity_by_slug
from events.vocabulary import ActivityKind, ActivityState, Form
from identity.guarding import allow, route_of, staff_only
from planner.api_answers import Answer
from planner.reach import organisations_of
from planner.suggestion_words import reason_in_words
from web.i18n import Translator, translator_of
from web.requests import AnyRequest

STAFF: Final = [staff_only]
Most = Annotated[int, QueryParameter(ge=1, le=20)]


class SuggestionReason(Answer):
    """`kind` is stable; `values` are words, themes, target groups, a level or a language, `number` is of libraries, and
    `text` is in the language of the request.
    """

    kind: ReasonKind
    values: list[str]
    number: int
    text: str

    @classmethod
    def all_of(cls, reasons: Iterable[Reason], words: Translator) -> list[Self]:
        return [
            cls(kind=each.kind, values=list(each.values), number=each.number, text=reason_in_words(each, words))
            for each in reasons
        ]


class PackageSuggestion(Answer):
    """`phase` and `release_days` are where it would go; send them to `/links` to accept it."""

    package: str
    title: str
    summary: str
    provider: str
    kind: PackageKind
    language: str
    level: str
    duration_minutes: int | None
    points: int
    reasons: list[SuggestionReason]
    phase: Phase
    release_days: int

    @classmethod
    def of(cls, found: SuggestedPackage, words: Translator) -> Self:
        return cls(
            package=found.slug,
            title=found.title,
            summary=found.summary,
            provider=found.provider,
            kind=found.kind,
            language=found.language,
            level=found.level,
            duration_minutes=found.duration_minutes,
            points=round(found.points),
            reasons=SuggestionReason.all_of(found.reasons, words),
            phase=found.moment.phase,
            release_days=found.moment.release_days,
        )


class ActivitySuggestion(Answer):
    """As `PackageSuggestion`, from the other end."""

    activity: str
    title: str
    summary: str
    organisation: str
    kind: ActivityKind
    form: Form
    state: ActivityState
    points: int
    reasons: list[SuggestionReason]
    phase: Phase
    release_days: int

    @classmethod
    def of(cls, found: SuggestedActivity, words: Translator) -> Self:
        return cls(
            activity=found.slug,
            title=found.title,
            summary=found.summary,
            organisation=found.organisation_slug,
            kind=found.kind,
            form=found.form,
            state=found.state,
            points=round(found.points),
            reasons=SuggestionReason.all_of(found.reasons, words),
            phase=found.moment.phase,
            release_days=found.moment.release_days,
        )


class PackageSuggestions(Answer):
    items: list[PackageSuggestion]


class ActivitySuggestions(Answer):
    items: list[ActivitySuggestion]


@get("/activities/{slug:str}/suggestions", guards=STAFF)
async def get_packages_for_activity(request: AnyRequest, slug: FromPath[str], limit: Most = 5) -> PackageSuggestions:
    """The packages that fit an activity and are not linked to it yet, the best first, with the reasons."""
    activity = await activity_by_slug(slug)
    await allow(request, activity.organisation_id)
    words = translator_of(request)
    found = await packages_for_activity(activity.id, limit=limit)
    return PackageSuggestions(items=[PackageSuggestion.of(each, words) for each in found])


@get("/packages/{slug:str}/suggestions", guards=STAFF)
async def get_activities_for_package(request: AnyRequest, slug: FromPath[str], limit: Most = 5) -> ActivitySuggestions:
    """The activities of the organisations that one works for that a package fits, the best first, with the reasons."""
    package = await package_by_slug(slug)
    own = [each.id for each in await organisations_of(request.user, route_of(request))]
    words = translator_of(request)
    found = await activities_for_package(package.id, own, limit=limit)
    return ActivitySuggestions(items=[ActivitySuggestion.of(each, words) for each in found])


HANDLERS: Final[list[ControllerRouterHandler]] = [get_packages_for_activity, get_activities_for_package]
