"""The page of one activity, about its next meeting or about one that the address names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from typing import Any, Final
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath, FromQuery
from litestar.types import ControllerRouterHandler
from markupsafe import Markup

from agenda import labels
from agenda.activity_facts import facts
from agenda.activity_reading import ActivityRow, MeetingRow, activity_by_slug, meetings_of_activity
from agenda.coming import coming_at
from agenda.kept_readings import readings_of
from agenda.listing import days_of
from agenda.path import PathMeeting, learning_path
from agenda.path_words import path_words
from agenda.signing_up import sign_up
from agenda.structured_activity import activity_script
from content_links.linked import LinkedPackage, packages_of_activities, packages_of_sessions
from events.errors import UnknownActivity
from events.forms import target_of
from events.vocabulary import ActivityState, Form, RegistrationTarget
from settings import get_settings
from web.dates import period_in_words
from web.i18n import Translator, translator_of
from web.requests import AnyRequest
from web.templating import page

_GOING_ON: Final = frozenset({Form.GUIDED_TRACK, Form.ONE_TO_ONE, Form.OPEN_GROUP})
_CLOSED: Final = frozenset({"cancelled", "closed"})
MEETINGS_AHEAD: Final = 3
MOST_OTHERS: Final = 12
MOST_DESCRIBED: Final = 3
"""Of those, in the data for search engines: a date more costs more there than showing it."""


@get("/activities/{slug:str}")
async def activity_page(
    request: AnyRequest, slug: FromPath[str], session: FromQuery[UUID | None] = None
) -> Response[bytes]:
    """:param session: the meeting that the page is about; the next one when it is none of the coming ones."""
    now = datetime.now(UTC)
    words = translator_of(request)
    readings = await readings_of(request.app).at_now()
    try:
        activity = await readings.get(("activity", slug), lambda: activity_by_slug(slug))
    except UnknownActivity:
        return await _gone(request, None, words, now)
    if activity.state is not ActivityState.PUBLISHED:
        return await _gone(request, activity, words, now)
    meetings = await meetings_of_activity(activity, now, session)
    meeting = chosen_meeting(activity, meetings, session, now)
    if meeting is None:
        return await _without_dates(request, activity, words, now)
    path, others = meetings_on_path(activity, meetings, meeting), other_meetings(activity, meetings, meeting, now)
    ids = [each.id for each in path]
    linked = await readings.get(("linked", *ids), lambda: packages_of_sessions(ids, instead=True))
    context = _context(_Shown(activity, meeting, path, others, linked), words, now)
    return page(request, "agenda/activity.html", context)


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the page is about: `meeting` first of all, with the rest of its `path` and what people can go to instead."""

    activity: ActivityRow
    meeting: MeetingRow
    path: Sequence[MeetingRow]
    others: Sequence[MeetingRow]
    linked: Mapping[UUID, Sequence[LinkedPackage]]


def chosen_meeting(
    activity: ActivityRow, meetings: Sequence[MeetingRow], session: UUID | None, now: datetime
) -> MeetingRow | None:
    """The one asked for when it is still to come, else the next that one can still join, else the next."""
    coming = [meeting for meeting in meetings if meeting.ends_at > now]
    asked = (meeting for meeting in coming if meeting.id == session)
    open_ones = (meeting for meeting in coming if sign_up(activity, meeting, now).state not in _CLOSED)
    going_on = (meeting for meeting in coming if not meeting.is_cancelled)
    return next(chain(asked, open_ones, going_on, coming), None)


def meetings_on_path(activity: ActivityRow, meetings: Sequence[MeetingRow], meeting: MeetingRow) -> list[MeetingRow]:
    """All of a fixed group, the next few of a group that goes on, or just the one."""
    same = [each for each in meetings if each.edition_id == meeting.edition_id]
    if activity.form is Form.COHORT:
        return same
    if activity.form in _GOING_ON:
        return [each for each in same if each.starts_at >= meeting.starts_at][:MEETINGS_AHEAD]
    return [meeting]


def other_meetings(
    activity: ActivityRow, meetings: Sequence[MeetingRow], meeting: MeetingRow, now: datetime
) -> list[MeetingRow]:
    """The next meeting of each other group, or the other meetings where people choose one."""
    coming = [each for each in meetings if each.ends_at > now and each.id != meeting.id]
    if target_of(activity.form) is RegistrationTarget.EDITION or activity.form is Form.OPEN_GROUP:
        groups = {each.edition_id: each for each in reversed(coming) if each.edition_id != meeting.edition_id}
        coming = sorted(groups.values(), key=lambda each: each.starts_at)
    return coming[:MOST_OTHERS]


def _context(shown: _Shown, words: Translator, now: datetime) -> dict[str, Any]:
    activity, path, linked = shown.activity, shown.path, shown.linked
    stops = learning_path(
        [_on_path(each) for each in path],
        _of_activity(linked),
        now,
        own={key: _own(each) for key, each in linked.items()},
    )
    signup = sign_up(activity, shown.meeting, now)
    return _about(activity, words) | {
        "facts": facts(activity, shown.meeting, words, is_closed=signup.state == "closed"),
        "meeting": shown.meeting,
        "signup": signup,
        "stops": path_words(stops, words) if len(stops) > 1 else [],
        "others": [_date_row(activity, each, words, now) for each in shown.others],
        "structured": _script(activity, [*path, *shown.others[:MOST_DESCRIBED]], linked.values(), now),
        "coming": [],
    }


def _about(activity: ActivityRow, words: Translator) -> dict[str, Any]:
    return {
        "section": "agenda",
        "activity": activity,
        "paragraphs": activity.description.split("\n\n"),
        "kind": words.gettext(labels.KINDS[activity.kind]),
        "themes": [{"text": words.gettext(labels.THEMES[theme]), "theme": theme} for theme in activity.themes],
    }


def _on_path(meeting: MeetingRow) -> PathMeeting:
    return PathMeeting(
        id=meeting.id,
        starts_at=meeting.local_start,
        ends_at=meeting.local_end,
        place=", ".join(part for part in (meeting.location_name, meeting.room) if part),
        title=meeting.title or "",
        is_cancelled=meeting.is_cancelled,
    )


def _of_activity(linked: Mapping[UUID, Sequence[LinkedPackage]]) -> list[LinkedPackage]:
    """What belongs to the activity as a whole comes with each of its sessions."""
    every = (package for packages in linked.values() for package in packages if not package.is_of_one_meeting)
    return list({package.link_id: package for package in every}.values())


def _own(packages: Sequence[LinkedPackage]) -> list[LinkedPackage]:
    return [package for package in packages if package.is_of_one_meeting]


def _date_row(activity: ActivityRow, meeting: MeetingRow, words: Translator, now: datetime) -> dict[str, Any]:
    place = sign_up(activity, meeting, now)
    return {
        "text": period_in_words(meeting.local_start, meeting.local_end, words.locale),
        "href": f"/activities/{activity.slug}?session={meeting.id}",
        "place": ", ".join(part for part in (meeting.location_name, meeting.place) if part),
        "seats_state": place.state,
        "seats_left": place.left,
    }


def _script(
    activity: ActivityRow, meetings: Sequence[MeetingRow], linked: Iterable[Sequence[LinkedPackage]], now: datetime
) -> Markup:
    packages = (package for packages in linked for package in packages if not package.instead_of)
    return activity_script(activity, meetings, packages, get_settings().public_url.rstrip("/"), now)


async def _without_dates(
    request: AnyRequest, activity: ActivityRow, words: Translator, now: datetime
) -> Response[bytes]:
    linked = await packages_of_activities([activity.id], instead=True)
    stops = learning_path((), linked[activity.id], now)
    context = _about(activity, words) | {
        "facts": facts(activity, None, words),
        "meeting": None,
        "signup": None,
        "stops": [stop | {"phase": "online"} for stop in path_words(stops, words)],
        "others": [],
        "structured": _script(activity, [], linked.values(), now),
        "coming": days_of(await coming_at(activity.last_location_id), words, now),
    }
    return page(request, "agenda/activity.html", context)


async def _gone(request: AnyRequest, activity: ActivityRow | None, words: Translator, now: datetime) -> Response[bytes]:
    """What comes next at the place where it was, or anywhere."""
    rows = await coming_at(activity.last_location_id if activity else None)
    context = {
        "section": "agenda",
        "activity": activity,
        "coming": days_of(rows, words, now),
        "place": rows[0].location_name if activity and rows else "",
    }
    return page(request, "agenda/activity_gone.html", context, status_code=404)


ROUTES: Final[Sequence[ControllerRouterHandler]] = [activity_page]
