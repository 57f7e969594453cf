"""Why something about sessions and registrations is refused. The docstring is the message."""

from collections.abc import Sequence
from typing import Any

from events.series.clashes import Clash
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


class AlreadyRegisteredByPhone(AlreadyRegistered):
    """You have already signed up with this name and telephone number."""


class RegistrationClosed(Conflict):
    """You can no longer sign up for this."""

    code = "registration_closed"


class RegistrationNotOpen(Conflict):
    """You cannot sign up for this yet."""

    code = "registration_not_open"


class OfferGone(Conflict):
    """This place is not kept for you any more."""

    code = "offer_gone"


class NotWaiting(Conflict):
    """This person is not on the waiting list."""

    code = "not_waiting"


class NotComing(Conflict):
    """This registration has no place any more, so it stays as it was."""

    code = "not_coming"


class SeatsShort(Conflict):
    """There are %(left)s places left. Choose a smaller number of people."""

    code = "seats_short"


class NoIntakeHere(Conflict):
    """People who sign up for this have no intake."""

    code = "no_intake"


class NoSlotsHere(Conflict):
    """This activity is not one with appointments."""

    code = "no_slots"


class Full(Conflict):
    """All places are taken."""

    code = "full"


class PartyTooLarge(Conflict):
    """There are only %(seats)s places in all. Sign up with fewer people."""

    code = "party_too_large"


class WrongTarget(Conflict):
    """Sign up for this in another way."""

    code = "wrong_target"


class Clashes(Conflict):
    """At %(number)s of these times the room or somebody who leads it is taken."""

    code = "clashes"

    def __init__(self, clashes: Sequence[Clash] = (), *, field: str | None = None, **details: Any) -> None:
        """:param clashes: everything that is in the way; the details list it for programs."""
        self.clashes = tuple(clashes)
        if self.clashes:
            first = self.clashes[0]
            details = {
                "session": str(first.other_session) if first.other_session else None,
                "starts_at": first.other_starts_at.isoformat(),
                "ends_at": first.other_ends_at.isoformat(),
                "clashes": [each.as_details() for each in self.clashes],
            } | details
        super().__init__(field=field, number=len({each.placement for each in self.clashes}), **details)


class RoomTaken(Clashes):
    """The room is already in use at that time."""

    code = "room_taken"


class PersonTaken(Clashes):
    """Somebody who leads this is elsewhere at that time."""

    code = "person_taken"


class SessionIsCancelled(Conflict):
    """This meeting has been cancelled."""

    code = "session_cancelled"


class SessionHasBegun(Conflict):
    """This meeting has already begun, so it stays as it was."""

    code = "session_has_begun"


class MovesIntoPast(Conflict):
    """A meeting cannot be moved to a time that has passed."""

    code = "moves_into_past"


class ChangedMeanwhile(Conflict):
    """Somebody else has changed this meeting in the meantime. Look at it again first."""

    code = "changed_meanwhile"


class ContactMissing(Invalid):
    """Give an e-mail address or a telephone number, so that we can reach you."""

    code = "contact_missing"


class UnknownQuestion(Invalid):
    """This activity does not ask this."""

    code = "unknown_question"


class AnswerMissing(Invalid):
    """Answer this question."""

    code = "answer_missing"


class AnswerUnknown(Invalid):
    """Choose one of the answers."""

    code = "answer_unknown"


class NotAsked(Invalid):
    """This activity does not ask for that, so leave it out."""

    code = "not_asked"


class CompanionsMissing(Invalid):
    """Give the name of everybody who comes along."""

    code = "companions_missing"


class TooManyCompanions(Invalid):
    """These are more names than the number of people you come with."""

    code = "too_many_companions"


class SlotsTooLong(Invalid):
    """No appointment fits in that time."""

    code = "slots_too_long"
