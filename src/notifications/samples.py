"""Somebody who does not exist, with a place at what an activity or a template offers: for mails to look at."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import asyncpg

from content_links.learning.deeds import Deeds
from content_links.linked import packages_of_activities, packages_of_sessions, packages_of_template
from database.transaction import fetch, fetch_row
from events.errors import UnknownActivity
from events.forms import target_of
from events.templates.errors import UnknownTemplate
from events.vocabulary import Form, RegistrationState, RegistrationTarget, SessionState
from notifications.reading import MEETING_COLUMNS, Linked, meeting_of, of_all, of_meetings, told_once
from notifications.signups import Content, Meeting, Place, Signup
from web.i18n import Locale

NOBODY: Final = UUID("0b5e55ed-0000-4000-8000-000000000000")
"""Stands where the id of a registration or a message stands."""
NAME: Final = "Sanne de Vries"
_EXAMPLE_DAYS: Final = 14
_EXAMPLE_START: Final = time(14)
_ZONE: Final = ZoneInfo("Europe/Amsterdam")

_PLAN: Final = "reminder_days, reminder_hours, prepare_days, follow_up_days, asks_how_it_was"
_ACTIVITY: Final = f"""
SELECT activity.id, activity.slug, activity.title, activity.neutral_title, activity.form,
  activity.reconfirm_days, NULL::int AS template, organisation.name AS organisation,
  organisation.phone AS organisation_phone, {_PLAN}
FROM activity JOIN organisation ON organisation.id = activity.organisation WHERE activity.slug = $1
"""  # noqa: S608  constant
_TEMPLATE: Final = f"""
SELECT NULL::int AS id, template.slug, template.title, template.neutral_title, template.form,
  NULL::smallint AS reconfirm_days, template.id AS template,
  organisation.name AS organisation, organisation.phone AS organisation_phone, {_PLAN}
FROM template JOIN organisation ON organisation.id = template.organisation WHERE template.slug = $1
"""  # noqa: S608  constant
_MEETINGS: Final = f"""
SELECT {MEETING_COLUMNS}
FROM session JOIN location ON location.id = session.location LEFT JOIN room ON room.id = session.room
WHERE session.state = 'scheduled' AND session.starts_at > $2 AND session.edition = (
    SELECT next.edition FROM session AS next JOIN edition ON edition.id = next.edition
    WHERE edition.activity = $1 AND next.state = 'scheduled' AND next.starts_at > $2
    ORDER BY next.starts_at, next.id LIMIT 1)
ORDER BY session.starts_at LIMIT $3
"""  # noqa: S608  constant


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """When mails go; `reconfirm_days` is None when nobody is asked whether they still come."""

    reminder_days: Collection[int]
    reminder_hours: Collection[int]
    prepare_days: Collection[int]
    follow_up_days: Collection[int]
    asks_how_it_was: bool
    reconfirm_days: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """`is_planned`: its first meeting is one that is planned, and not made up."""

    signup: Signup
    plan: Plan
    is_planned: bool

    @property
    def meeting(self) -> Meeting:
        return self.signup.meetings[0]


async def sample_of_activity(slug: str, locale: Locale, now: datetime) -> Sample:
    """With the next meeting. `now` is aware.

    :raises UnknownActivity: there is none.
    """
    row = await fetch_row(_ACTIVITY, slug)
    if row is None:
        raise UnknownActivity(field="activity")
    whole = target_of(Form(row["form"])) is RegistrationTarget.EDITION
    meetings = [meeting_of(each) for each in await fetch(_MEETINGS, row["id"], now, 200 if whole else 1)]
    return await _sample(row, meetings, locale, now)


async def sample_of_template(slug: str, locale: Locale, now: datetime) -> Sample:
    """With a meeting in two weeks. `now` is aware.

    :raises UnknownTemplate: there is none.
    """
    row = await fetch_row(_TEMPLATE, slug)
    if row is None:
        raise UnknownTemplate(field="template")
    return await _sample(row, [], locale, now)


async def _sample(row: asyncpg.Record, meetings: Sequence[Meeting], locale: Locale, now: datetime) -> Sample:
    shown = tuple(meetings) or (_made_up(row["organisation"], now),)
    contents = told_once(await _linked(row, meetings), Deeds())
    plan = Plan(**{name: row[name] for name in Plan.__dataclass_fields__})
    return Sample(signup=_signup(row, shown, contents, locale, now), plan=plan, is_planned=bool(meetings))


async def _linked(row: asyncpg.Record, meetings: Sequence[Meeting]) -> list[Linked]:
    if meetings:
        return of_meetings(meetings, await packages_of_sessions([each.id for each in meetings], instead=True))
    if row["template"]:
        return of_all(await packages_of_template(row["template"]))
    return of_all((await packages_of_activities([row["id"]], instead=True))[row["id"]])


def _made_up(organisation: str, now: datetime) -> Meeting:
    day = now.astimezone(_ZONE).date() + timedelta(days=_EXAMPLE_DAYS)
    starts_at = datetime.combine(day, _EXAMPLE_START, _ZONE)
    place = Place(
        name=organisation, room=None, street="", postcode="", town="", timezone=_ZONE.key, phone=None, geo=None
    )
    return Meeting(
        id=uuid5(NOBODY, "meeting"),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        state=SessionState.SCHEDULED,
        cancel_reason="",
        title=None,
        note="",
        sequence=0,
        created_at=now,
        modified_at=now,
        place=place,
    )


def _signup(
    row: Any, meetings: tuple[Meeting, ...], contents: tuple[Content, ...], locale: Locale, now: datetime
) -> Signup:
    form = Form(row["form"])
    return Signup(
        id=NOBODY,
        first_registration=NOBODY,
        name=NAME,
        email=None,
        locale=locale,
        state=RegistrationState.CONFIRMED,
        party_size=1,
        invitation_offset=0,
        changed_at=now,
        offer_expires_at=now + timedelta(days=1),
        edition=uuid5(NOBODY, "edition"),
        per_edition=target_of(form) is RegistrationTarget.EDITION,
        form=form,
        activity_slug=row["slug"],
        activity_title=row["title"],
        neutral_title=row["neutral_title"],
        organisation=row["organisation"],
        organisation_phone=row["organisation_phone"],
        meetings=meetings,
        contents=contents,
    )
