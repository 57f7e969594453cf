"""Why something about who leads a session, or where it is held, is refused."""

from events.errors import PersonTaken
from refusals import Conflict, Invalid, Missing
from tabular.fields import InvalidValue


class UnknownFacilitator(Missing):
    """We do not know this person, or they do not work for this library."""

    code = "unknown_facilitator"


class UnknownAbsence(Missing):
    """This absence does not exist (any more)."""

    code = "unknown_absence"


class PersonElsewhere(PersonTaken):
    """%(person)s is somewhere else at that time: %(where)s."""


class TooManyStaff(Conflict):
    """%(most)s people at most lead this, and there are already %(count)s."""

    code = "too_many_staff"


class FacilitatorRetired(Conflict):
    """%(person)s no longer leads anything."""

    code = "facilitator_retired"


class OutsideOpeningHours(Conflict):
    """%(place)s is not open at that time. Say that it will be open, or choose another time."""

    code = "outside_opening_hours"


class PlaceInUse(Conflict):
    """There are still %(count)s meetings to come here. Move or cancel them first."""

    code = "place_in_use"


class HoursOverlap(Invalid):
    """These hours overlap: %(first)s and %(second)s on the same day."""

    code = "hours_overlap"


class HoursBackwards(InvalidValue):
    """The end must be later than the start."""


class AbsenceBackwards(InvalidValue):
    """The last day comes before the first day."""


class StaffOutOfOrder(InvalidValue):
    """The most people cannot be fewer than the least."""
