"""A package in the reader's words, as the macro `package_card` takes it."""

from collections.abc import Sequence
from typing import Any, Final, Protocol

from agenda import labels
from agenda.package_meetings import PackageMeeting
from content_links.queries import PackageRow
from content_links.vocabulary import Access, PackageKind, Phase
from web.dates import duration_in_words, short_day_in_words
from web.i18n import Translator

MEETINGS_ON_CARD: Final = 2


class _Described(Protocol):
    @property
    def kind(self) -> PackageKind: ...
    @property
    def access(self) -> Access: ...
    @property
    def level(self) -> str: ...
    @property
    def duration_minutes(self) -> int | None: ...


def card(
    package: PackageRow, meetings: Sequence[PackageMeeting], words: Translator, *, where: str = ""
) -> dict[str, Any]:
    """:param meetings: the coming ones, in order of time.
    :param where: a query that says where the reader wants to meet, for the page of the package.
    """
    return {
        "title": package.title,
        "href": f"/learn/{package.slug}?{where}" if where else f"/learn/{package.slug}",
        "summary": package.summary,
        "theme": package.themes[0].value if package.themes else "",
        "theme_label": words.gettext(labels.THEMES[package.themes[0]]) if package.themes else package.provider,
        "kind": package.kind.value,
        "cover": f"/learn/{package.slug}/cover?{package.cover_key}" if package.cover_key else "",
        "facts": package_facts(package, words),
        "meetings": short_path(meetings[:MEETINGS_ON_CARD], words),
    }


def package_facts(package: _Described, words: Translator) -> list[dict[str, str]]:
    """What it is, how long, which level and how to get in."""
    facts = [{"icon": "monitor-smartphone", "text": words.gettext(labels.PACKAGE_KINDS[package.kind])}]
    if package.duration_minutes:
        facts.append({"icon": "clock", "text": duration_in_words(package.duration_minutes, words.locale)})
    if package.level:
        facts.append({"icon": "signal", "text": words.gettext("Level: %(level)s", level=package.level)})
    return [*facts, {"icon": "key-round", "text": words.gettext(labels.ACCESS[package.access])}]


def short_path(meetings: Sequence[PackageMeeting], words: Translator) -> list[dict[str, str]]:
    """The meetings with the package in its place: before them, or after the first when it is a follow-up."""
    if not meetings:
        return []
    stops = [_meeting(meeting, words) for meeting in meetings]
    online = {"label": words.gettext("Online"), "detail": words.gettext("when you like"), "state": "current"}
    stops.insert(1 if meetings[0].phase is Phase.FOLLOW_UP else 0, online)
    return stops


def _meeting(meeting: PackageMeeting, words: Translator) -> dict[str, str]:
    return {
        "label": short_day_in_words(meeting.starts_at.date(), words.locale),
        "detail": meeting.place or meeting.location_name,
        "href": f"/activities/{meeting.activity_slug}?session={meeting.session_id}",
        "state": "coming",
    }
