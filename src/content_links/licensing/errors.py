"""Why something about licences is refused."""

from refusals import Conflict, Missing
from tabular.fields import InvalidValue


class UnknownLicence(Missing):
    """This licence does not exist (any more)."""

    code = "unknown_licence"


class NotLicensed(Conflict):
    """%(organisation)s has no licence for %(package)s on %(day)s."""

    code = "not_licensed"


class NeverLicensed(Conflict):
    """No licence is written down for %(package)s, and not everybody may use it."""

    code = "never_licensed"


class NoSeatLeft(Conflict):
    """All places for %(package)s are taken."""

    code = "no_seat_left"


class FewerSeatsThanTaken(Conflict):
    """There are more people who have a place already."""

    code = "fewer_seats_than_taken"


class LicenceEndsBeforeStart(InvalidValue):
    """The last day is before the first."""
