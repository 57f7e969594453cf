"""The facts in the box of an activity page, in the reader's words: when, where, for whom, cost, sign-up."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from agenda import labels
from agenda.activity_reading import ActivityRow, MeetingRow
from agenda.signing_up import phone_href
from events.forms import target_of
from events.vocabulary import Delivery, Form, RegistrationPolicy, RegistrationTarget, TargetGroup
from places.vocabulary import LocationKind
from web.dates import day_in_words, full_day_in_words, period_in_words
from web.i18n import Locale, Translator

Fact = dict[str, Any]
"""As the macro `activity_box` takes it."""


def facts(
    activity: ActivityRow, meeting: MeetingRow | None, words: Translator, *, is_closed: bool = False
) -> list[Fact]:
    """:param meeting: the one that the page is about; without one there is no when and where.
    :param is_closed: it is too late to sign up.
    """
    about = [_for_whom(activity, words), _cost(activity, words)]
    if meeting is None or not meeting.is_cancelled:
        about.append(_taking_part(activity, meeting, words, is_closed))
    if meeting is None:
        return about
    return [_when(activity, meeting, words), _where(meeting, words), *about]


def _when(activity: ActivityRow, meeting: MeetingRow, words: Translator) -> Fact:
    return {
        "icon": "calendar-days",
        "label": words.gettext("When"),
        "value": period_in_words(meeting.local_start, meeting.local_end, words.locale),
        "is_date": True,
        "details": [line for line in (_series(activity, meeting, words), meeting.note) if line],
        "links": [
            {
                "text": words.gettext("Put it in your calendar"),
                "href": f"/sessions/{meeting.id}.ics",
                "icon": "calendar-plus",
            }
        ]
        if not meeting.is_cancelled
        else [],
    }


def _series(activity: ActivityRow, meeting: MeetingRow, words: Translator) -> str:
    if activity.form is Form.GUIDED_TRACK:
        return words.gettext("You come at the same time each week, as long as you like.")
    if target_of(activity.form) is not RegistrationTarget.EDITION or meeting.edition_meetings <= 1:
        return ""
    last = meeting.edition_ends_at.astimezone(meeting.local_start.tzinfo).date()
    return words.ngettext(
        "%(num)s meeting, until %(day)s",
        "%(num)s meetings, until %(day)s",
        meeting.edition_meetings,
        day=day_in_words(last, words.locale)
        if last.year == meeting.local_start.year
        else full_day_in_words(last, words.locale),
    )


def _where(meeting: MeetingRow, words: Translator) -> Fact:
    if meeting.delivery is Delivery.ONLINE or meeting.location_kind is LocationKind.ONLINE:
        lines = [words.gettext("You get the link after you sign up.")]
    else:
        lines = [words.gettext("Room: %(name)s", name=meeting.room)] if meeting.room else []
        lines += [address(meeting.street, meeting.postcode, meeting.place), *_reachable(meeting, words)]
    return {
        "icon": "map-pin",
        "label": words.gettext("Where"),
        "value": meeting.location_name,
        "details": [line for line in lines if line],
        "links": [
            *map_links(meeting.latitude, meeting.longitude, words),
            {"text": words.gettext("More about this place"), "href": f"/locations/{meeting.location_slug}"},
        ],
    }


def _reachable(meeting: MeetingRow, words: Translator) -> list[str]:
    return reachable(meeting.wheelchair, meeting.hearing_loop, words)


def reachable(wheelchair: bool | None, hearing_loop: bool | None, words: Translator) -> list[str]:
    """What someone with a wheelchair or a hearing aid wants to know; nothing for what nobody has found out."""
    lines = []
    if wheelchair is not None:
        lines.append(
            words.gettext("You can get in with a wheelchair.")
            if wheelchair
            else words.gettext("You cannot get in with a wheelchair.")
        )
    if hearing_loop:
        lines.append(words.gettext("There is a hearing loop."))
    return lines


def address(street: str, postcode: str, place: str) -> str:
    """As in "Hoogstraat 110, 3011 PV Rotterdam"; "" when none is known."""
    return ", ".join(part for part in (street, f"{postcode} {place}".strip()) if part)


def map_links(latitude: float | None, longitude: float | None, words: Translator) -> list[dict[str, str]]:
    """To OpenStreetMap, which needs no account."""
    if latitude is None or longitude is None:
        return []
    site = "https://www.openstreetmap.org"
    return [
        {
            "text": words.gettext("On the map"),
            "href": f"{site}/?mlat={latitude}&mlon={longitude}#map=17/{latitude}/{longitude}",
            "icon": "map",
        },
        {
            "text": words.gettext("Route"),
            "href": f"{site}/directions?to={quote(f'{latitude},{longitude}')}",
            "icon": "route",
        },
    ]


def _for_whom(activity: ActivityRow, words: Translator) -> Fact:
    groups: Sequence[TargetGroup] = activity.target_groups or (TargetGroup.IEDEREEN,)
    lines = []
    if activity.language != "nl":
        language = words.gettext(labels.language(activity.language))
        lines.append(words.gettext("In this language: %(language)s", language=language))
    if activity.entry_level:
        lines.append(words.gettext("Level: %(level)s", level=activity.entry_level))
    return {
        "icon": "users-round",
        "label": words.gettext("For whom"),
        "value": ", ".join(words.gettext(labels.TARGET_GROUPS[group]) for group in groups),
        "details": lines,
    }


def _cost(activity: ActivityRow, words: Translator) -> Fact:
    return {"icon": "euro", "label": words.gettext("Cost"), "value": price(activity.cost_cents, words)}


def price(cents: int, words: Translator) -> str:
    """As in "gratis" or "€ 7,50"."""
    return euros(cents, words.locale) if cents else words.gettext("Free")


def euros(cents: int, locale: Locale) -> str:
    if locale == "nl":
        return f"€ {cents // 100},{cents % 100:02}"
    return f"€{cents // 100}.{cents % 100:02}"


def _taking_part(activity: ActivityRow, meeting: MeetingRow | None, words: Translator, is_closed: bool) -> Fact:
    policy = activity.registration_policy
    if activity.form is Form.WALK_IN:
        policy = RegistrationPolicy.NONE
    elif activity.form is Form.OPEN_GROUP and policy in {RegistrationPolicy.REQUIRED, RegistrationPolicy.RECOMMENDED}:
        policy = RegistrationPolicy.DESK
    phone = (meeting and meeting.phone) or activity.organisation_phone
    fact: Fact = {
        "icon": "ticket",
        "label": words.gettext("Taking part"),
        "value": words.gettext("It has begun.") if is_closed else words.gettext(_how(activity.form, policy)),
    }
    if phone and policy is not RegistrationPolicy.NONE:
        fact["detail"] = words.gettext("Or call the desk, or come by.")
        fact["links"] = [{"text": phone, "href": phone_href(phone), "icon": "phone"}]
    return fact


def _how(form: Form, policy: RegistrationPolicy) -> str:
    if form is Form.SELF_PACED and policy is RegistrationPolicy.NONE:
        return "You do not need to sign up. Start when you like."
    return labels.POLICIES[policy]
