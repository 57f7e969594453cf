"""Why something about sessions and registrations is refused. The docstring is the message."""

from refusals import Conflict, Invalid, Missing


class UnknownActivity(Missing):
    """We do not know this activity."""


class UnknownEdition(Missing):
    """We do not know this course or group."""


class UnknownSession(Missing):
    """We do not know this meeting."""


class UnknownRegistration(Missing):
    """We do not know this registration."""


class AlreadyRegistered(Conflict):
    """You have already signed up with this e-mail address."""

    code = "already_registered"


class RegistrationClosed(Conflict):
    """You can no longer sign up for this."""

    code = "registration_closed"


class Full(Conflict):
    """All places are taken."""

    code = "full"


class PartyTooLarge(Conflict):
    """There are only %(seats)s places in all. Sign up with fewer people."""

    code = "party_too_large"


class WrongTarget(Conflict):
    """Sign up for this in another way."""

    code = "wrong_target"


class RoomTaken(Conflict):
    """The room is already in use at that time."""

    code = "room_taken"


class SessionIsCancelled(Conflict):
    """This meeting has been cancelled."""

    code = "session_cancelled"


class ContactMissing(Invalid):
    """Give an e-mail address or a telephone number, so that we can reach you."""

    code = "contact_missing"
