"""Why something about e-content packages and their links is refused."""

from refusals import Conflict, Invalid, Missing
from tabular.fields import InvalidValue


class UnknownPackage(Missing):
    """There is no e-content package %(slug)s."""

    code = "unknown_package"


class UnknownUnit(Missing):
    """This package has no part %(position)s."""

    code = "unknown_unit"


class UnknownLinkTarget(Missing):
    """The activity, session or building block to link to does not exist (any more)."""

    code = "unknown_link_target"


class UnknownLink(Missing):
    """This link does not exist (any more)."""

    code = "unknown_link"


class PackageSlugTaken(Conflict):
    """There is already an e-content package %(slug)s."""

    code = "package_slug_taken"


class ProviderNameTaken(Conflict):
    """There is already a provider with the name %(name)s."""

    code = "provider_name_taken"


class UnitPositionTaken(Conflict):
    """This package already has a part %(position)s."""

    code = "unit_position_taken"


class AlreadyLinked(Conflict):
    """This package is already linked here, in the same phase."""

    code = "already_linked"


class WebAddressNeeded(InvalidValue):
    """A package that is open to everybody needs a web address."""


class OneTargetNeeded(InvalidValue):
    """Link to one thing: an activity, a session or a building block."""


class ReleaseAfterSession(InvalidValue):
    """What people prepare must be there on the day of the session or before it."""


class ReleaseBeforeSession(InvalidValue):
    """What follows a session cannot be there before the day of the session."""


class LessonOfOneSession(InvalidValue):
    """A link of one meeting has no lesson number: that meeting is the lesson."""


class NoPicture(Invalid):
    """Choose a picture first."""

    code = "no_picture"


class PictureTooLarge(Invalid):
    """This picture is too large. Send one of at most 4 MB and 24 million pixels."""

    code = "picture_too_large"


class PictureUnreadable(Invalid):
    """This is not a picture that we can read. Send a PNG, JPEG or WebP file."""

    code = "picture_unreadable"
