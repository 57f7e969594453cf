"""The audit log in words: what was done, and what a column of a row is called."""

from collections.abc import Mapping
from typing import Any, Final

from web.i18n import Translator

KINDS: Final[Mapping[str, str]] = {
    "session": "Meetings",
    "series": "Series",
    "season": "Seasons",
    "edition": "Groups",
    "activity": "Activities",
    "template": "Building blocks",
    "staffing": "Who leads",
    "place": "Places and rooms",
    "account": "Accounts",
    "calendar": "Calendars of others",
    "catalogue": "Catalogues of providers",
    "closures": "Closed days",
    "import": "Imports",
    "undo": "Undone",
}
"""The first part of an action -> how it is called."""

ACTIONS: Final[Mapping[str, str]] = {
    "session.create": "planned a meeting",
    "session.move": "moved a meeting",
    "session.change": "changed a meeting",
    "session.cancel": "called a meeting off",
    "series.create": "planned a series",
    "series.change": "changed a series",
    "series.move": "moved a series",
    "series.cancel": "called a series off",
    "season.copy": "copied a season",
    "activity.create": "made an activity",
    "activity.change": "changed an activity",
    "activity.publish": "published an activity",
    "activity.withdraw": "withdrew an activity",
    "template.create": "made a template",
    "template.change": "changed a template",
    "template.publish": "published a template",
    "template.withdraw": "withdrew a template",
    "template.adopt": "adopted a template",
    "template.take_over": "took over what a template changed",
    "staffing.assign": "gave somebody a meeting to lead",
    "staffing.unassign": "took a meeting from who led it",
    "staffing.create": "added somebody who leads",
    "staffing.change": "changed what we know of who leads",
    "staffing.hours": "changed somebody's hours",
    "staffing.absence": "changed somebody's days away",
    "staffing.retire": "asks somebody no longer",
    "staffing.reinstate": "asks somebody again",
    "staffing.needs": "changed how many people lead a meeting",
    "edition.create": "made a group",
    "edition.change": "changed the places of a group",
    "place.create": "added a place",
    "place.change": "changed a place",
    "place.hours": "changed opening hours",
    "place.room": "changed a room",
    "place.retire": "stopped using a place",
    "place.reopen": "took a place into use again",
    "calendar.switch": "switched a calendar on or off",
    "closures.replan": "took out what was planned on closed days",
    "import.calendar": "read a calendar",
    "import.programme": "imported a programme",
    "import.packages": "took over online courses",
    "catalogue.add": "added a catalogue of online courses",
    "catalogue.read": "had a catalogue of online courses read",
    "catalogue.remove": "stopped with a catalogue of online courses",
    "account.invite": "invited somebody",
    "account.invite_again": "invited somebody again",
    "account.change": "changed what somebody may do",
    "account.close": "closed an account",
    "account.open": "opened an account again",
    "account.password": "chose a new password",
    "account.second_factor_on": "turned codes of a phone on",
    "account.second_factor_off": "turned codes of a phone off",
    "account.second_factor_reset": "turned somebody's codes off",
    "undo": "undid the last thing",
}
_OTHERWISE: Final[Mapping[str, str]] = {
    "session": "changed a meeting",
    "series": "changed a series",
    "activity": "changed an activity",
    "template": "changed a template",
    "staffing": "changed who leads",
    "place": "changed a place or a room",
    "account": "changed an account",
    "import": "imported something",
    "catalogue": "changed a catalogue of online courses",
}

TABLES: Final[Mapping[str, str]] = {
    "session": "Meeting",
    "edition": "Group or series",
    "schedule_rule": "Rule of a series",
    "activity": "Activity",
    "activity_alias": "Other name",
    "template": "Template",
    "programme": "Programme",
    "organisation": "Organisation",
    "location": "Place",
    "room": "Room",
    "opening_hours": "Opening hours",
    "closure": "Closed days",
    "account": "Account",
    "role_assignment": "Role",
    "host_place": "Place of a host",
    "facilitator": "Who leads",
    "facilitator_hours": "Hours of who leads",
    "facilitator_absence": "Absence of who leads",
    "edition_facilitator": "Who leads the group",
    "assignment": "Who leads the meeting",
    "calendar_source": "Calendar of others",
}

COLUMNS: Final[Mapping[str, str]] = {
    "starts_at": "Begins",
    "ends_at": "Ends",
    "first_day": "First day",
    "last_day": "Last day",
    "location": "Place",
    "room": "Room",
    "title": "Title",
    "name": "Name",
    "email": "E-mail address",
    "summary": "In one line",
    "description": "Text",
    "state": "State",
    "capacity": "Seats",
    "note": "Note",
    "cancel_reason": "Reason",
    "rrule": "Repeats",
    "role": "Role",
    "active": "Open",
    "organisation": "Organisation",
    "account": "Account",
    "facilitator": "Who leads",
    "setup_minutes": "Minutes to set up",
    "clearup_minutes": "Minutes to clear up",
    "weekday": "Weekday",
    "opens_at": "Opens",
    "closes_at": "Closes",
    "equipment": "Equipment",
    "phone": "Telephone",
    "street": "Street",
    "postcode": "Postcode",
    "place": "Town",
    "kind": "Kind",
    "form": "Form",
    "themes": "Themes",
}
"""Columns with a word; the others are bookkeeping, and are shown by their own name."""

BOOKKEEPING: Final = frozenset(
    {"id", "modified_at", "created_at", "sequence", "occupied", "seats_taken", "search", "edited", "version"}
)


_ABOUT: Final = ("title", "person", "name", "email", "place", "calendar")


def in_words(action: str, details: Mapping[str, Any], words: Translator) -> str:
    """As in "moved a meeting: Taalcafé". What nobody gave words is said by its kind."""
    kind = action.partition(".")[0]
    said = words.gettext(ACTIONS.get(action) or _OTHERWISE.get(kind) or "did something")
    about = next((str(details[name]) for name in _ABOUT if details.get(name)), "")
    return f"{said}: {about}" if about else said
