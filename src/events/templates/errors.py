"""Why something about a template is refused. The docstring is the message."""

from refusals import Conflict, Invalid, Missing
from tabular.fields import InvalidValue


class UnknownTemplate(Missing):
    """We do not know this building block."""

    code = "unknown_template"


class UnknownTemplateVersion(Missing):
    """This building block has no version %(version)s."""

    code = "unknown_template_version"


class TemplateSlugTaken(Conflict):
    """There is already a building block %(slug)s."""

    code = "template_slug_taken"


class NotAPublisher(Conflict):
    """Only national and provincial organisations publish building blocks."""

    code = "not_a_publisher"


class NotPublished(Conflict):
    """This building block is not published, so it cannot be adopted."""

    code = "template_not_published"


class NothingChanged(Conflict):
    """Nothing has changed since version %(version)s."""

    code = "template_unchanged"


class TemplateChangedMeanwhile(Conflict):
    """Somebody else has changed this building block in the meantime. Look at it again first."""

    code = "changed_meanwhile"


class NotAdopted(Conflict):
    """This activity does not come from a building block."""

    code = "not_adopted"


class NotADifference(Invalid):
    """An activity cannot take over %(name)s."""

    code = "not_a_difference"


class LengthNeeded(InvalidValue):
    """Say until what time it lasts: the building block does not say how long a meeting is."""

    code = "length_needed"


class PastMidnight(InvalidValue):
    """A meeting cannot go on after midnight."""

    code = "past_midnight"
