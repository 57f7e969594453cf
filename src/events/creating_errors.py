"""Why an activity, an edition or a schedule rule is refused, or a line of a programme file."""

from refusals import Conflict, Invalid, Missing
from tabular.fields import InvalidValue


class ActivityKeyTaken(Conflict):
    """This organisation already has an activity %(key)s."""

    code = "activity_key_taken"


class ActivitySlugTaken(Conflict):
    """Somebody else has just made an activity %(slug)s. Try again."""

    code = "activity_slug_taken"


class MoreStaffAtLeast(InvalidValue):
    """The most people cannot be fewer than the least."""

    code = "more_staff_at_least"


class UnknownProgramme(Missing):
    """This organisation has no programme %(slug)s."""

    code = "unknown_programme"


class UnknownRoom(Missing):
    """This location has no such room."""

    code = "unknown_room"


class PlaceRetired(Conflict):
    """%(place)s is not used any more. Choose another place."""

    code = "place_retired"


class RoomRetired(Conflict):
    """%(room)s is not used any more. Choose another room."""

    code = "room_retired"


class UnknownLocationKey(Missing):
    """This organisation has no location %(key)s."""

    code = "unknown_location_key"


class EditionExists(Conflict):
    """This activity already starts on %(first_day)s at this location."""

    code = "edition_exists"


class RuleExists(Conflict):
    """This schedule rule is already there."""

    code = "rule_exists"


class CapacityBelowTaken(Conflict):
    """More people have signed up than %(capacity)s."""

    code = "capacity_below_taken"


class EditionEndsBeforeStart(InvalidValue):
    """The last day comes before the first day."""

    code = "edition_ends_before_start"


class FormFixed(Conflict):
    """People have signed up, so the form of this activity can no longer change."""

    code = "form_fixed"


class DiffersFromEarlierLine(Invalid):
    """This is %(value)s here and %(earlier)s on line %(first)s; they must be the same for one activity or edition."""

    code = "differs_from_earlier_line"


class RuleDoubled(Invalid):
    """The same schedule rule is already on line %(first)s."""

    code = "rule_doubled"
