"""Why something about nominating and procuring packages is refused."""

from refusals import Conflict, Missing
from tabular.fields import InvalidValue


class UnknownNomination(Missing):
    """This organisation has not nominated this package, or not any more."""

    code = "unknown_nomination"


class NotANominator(Conflict):
    """Libraries and provincial organisations nominate. The committee decides."""

    code = "not_a_nominator"


class AlreadyNominated(Conflict):
    """%(organisation)s has nominated this package already."""

    code = "already_nominated"


class AdviceTaken(Conflict):
    """The committee has decided on this advice already, so it stays."""

    code = "advice_taken"


class NotNominated(Conflict):
    """Only what is nominated can be approved."""

    code = "not_nominated"


class NotApproved(Conflict):
    """Only what is approved can be procured."""

    code = "not_approved"


class NotProcured(Conflict):
    """Only what is procured can become available."""

    code = "not_procured"


class EndedAlready(Conflict):
    """This has ended already."""

    code = "ended_already"


class CannotGoBack(Conflict):
    """Only what is approved or has ended can go back to the nominations."""

    code = "cannot_go_back"


class StateChangedMeanwhile(Conflict):
    """Somebody else has moved this package on meanwhile. Look again."""

    code = "state_changed_meanwhile"


class StateIsOfCommittee(Conflict):
    """This package is nominated. Only the committee moves it to another state."""

    code = "state_is_of_committee"


class ReasonNeeded(InvalidValue):
    """Say why. The libraries that nominated this read it."""


class CostNeeded(InvalidValue):
    """Say what it costs; 0 when it costs nothing."""


class TermNeeded(InvalidValue):
    """Say from which day it may be used."""


class LicencesNeeded(InvalidValue):
    """Say which organisations may use it."""


class LicensedTwice(InvalidValue):
    """Name each organisation once."""


class TermsNotTaken(InvalidValue):
    """Cost, days and licences are written down when something is procured."""
