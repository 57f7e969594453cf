"""What somebody filled in on the sign-up form: as the operation wants it, what is wrong with it, and what is doubtful.

Pure. The answers to the questions of an activity are the fields `answer-<id>`; companions are one field with a name on
each line, so that the form works without script for any number of people.
"""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, Self

from pydantic import TypeAdapter, ValidationError

from agenda.mail_typos import suggestion
from events.applying import Applicant, Asked, Asks, PartySize, StaffApplicant
from events.errors import ContactMissing
from events.standing import Availability, Standing
from refusals import Refusal
from web.i18n import Translator
from web.validation import FieldError, field_errors

FIELDS: Final = ("name", "email", "phone", "party_size", "companions", "note", "access_needs")
KEY: Final = "key"
TRAP: Final = "website"
"""People do not see this field; who fills it in is a robot."""
ASKED_MAIL: Final = "asked_mail"
CHOSEN_MAIL: Final = "chosen_mail"
ASKED_SIZE: Final = "asked_size"
CHOSEN_SIZE: Final = "chosen_size"
WHEN_FULL: Final = "when_full"
ASK: Final = "ask"
"""Of WHEN_FULL: this form was opened when there was room, so ask before somebody is put on a waiting list."""
_SIZE: Final = TypeAdapter[int](PartySize)
_ORDER: Final = ("name", "email", "phone", "party_size", "companions", "answer", "note", "access_needs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """`key` makes sending it twice harmless. `mail_is_sure`: they were asked, and this is the address.

    :ivar asks_when_full: nobody told this person that they might have to wait.
    """

    values: Mapping[str, str]
    asks: Asks
    key: str
    mail_is_sure: bool = False
    asks_when_full: bool = False

    @classmethod
    def of(cls, data: Mapping[str, str], asks: Asks) -> Self:
        """:param data: as the browser sent it, with the choices that buttons made."""
        values = {name: data.get(name, "") for name in (*FIELDS, *map(field_of, asks.questions))}
        # A choice is about what was asked; somebody may have typed something else since.
        mail, size = data.get(CHOSEN_MAIL, ""), data.get(CHOSEN_SIZE, "")
        mail_is_sure = bool(mail) and values["email"].strip() == data.get(ASKED_MAIL, "")
        size_is_chosen = bool(size) and values["party_size"] == data.get(ASKED_SIZE, "")
        values |= ({"email": mail} if mail_is_sure else {}) | ({"party_size": size} if size_is_chosen else {})
        asks_when_full = size_is_chosen or data.get(WHEN_FULL) == ASK
        key = data.get(KEY) or new_key()
        return cls(values=values, asks=asks, key=key, mail_is_sure=mail_is_sure, asks_when_full=asks_when_full)

    @property
    def companions(self) -> list[str]:
        return [line.strip() for line in self.values["companions"].splitlines() if line.strip()]

    @property
    def mail_doubt(self) -> str | None:
        """The address that was probably meant, if we have not asked yet."""
        return None if self.mail_is_sure else suggestion(self.values["email"])

    def applicant(self, locale: Literal["nl", "en"]) -> Applicant:
        """What is left empty counts as not filled in.

        Raises ValidationError, and ContactMissing when there is neither an address nor a number.
        """
        given: dict[str, Any] = {
            name: self.values[name].strip() for name in FIELDS if name != "companions" and self.values[name].strip()
        }
        answers = {question.id: self.values[field_of(question)].strip() for question in self.asks.questions}
        given["answers"] = {id_: text for id_, text in answers.items() if text}
        return Applicant.model_validate(given | {"locale": locale, "companions": self.companions})

    def mistakes(self, translator: Translator) -> list[FieldError]:
        """All at once, in the order of the form: pydantic and the operation stop at the first that they find."""
        found = [*self._in_fields(translator), *self._in_companions(translator), *self._in_answers(translator)]
        return sorted(found, key=lambda mistake: _ORDER.index(mistake.field.split("-")[0]))

    def _in_fields(self, translator: Translator) -> Iterator[FieldError]:
        without_answers = replace(self, asks=Asks(names=self.asks.names, access_needs=self.asks.access_needs))
        try:
            without_answers.applicant("nl")
        except ContactMissing:
            pass
        except ValidationError as error:
            yield from (each for each in field_errors(error, translator) if each.field)
        if not self.values["email"].strip() and not self.values["phone"].strip():
            yield field_error(ContactMissing(field="email"), translator)

    def _in_companions(self, translator: Translator) -> Iterator[FieldError]:
        try:
            size = _SIZE.validate_python(self.values["party_size"].strip() or 1)
            self.asks.refuse_wrong_companions(self.companions, size)
        except ValidationError:
            return  # which is said beside the number itself
        except Refusal as refusal:
            yield field_error(refusal, translator)

    def _in_answers(self, translator: Translator) -> Iterator[FieldError]:
        for question in self.asks.questions:
            field, text = field_of(question), self.values[field_of(question)].strip()
            try:
                answer = StaffApplicant(name="-", answers={question.id: text} if text else {})
                Asks(questions=[question]).refuse_wrong(answer)
            except ValidationError as error:
                yield replace(field_errors(error, translator)[0], field=field)
            except Refusal as refusal:
                yield replace(field_error(refusal, translator), field=field)


@dataclass(frozen=True, slots=True)
class RoomDoubt:
    """Not all of a party can come. `left` places are free; `waiting_list`: the others can wait for more."""

    left: int
    party_size: int
    waiting_list: bool


def room_doubt(standing: Standing, party_size: int, availability: Availability, *, may_ask: bool) -> RoomDoubt | None:
    """What to ask of who would not get a place now, or None when there is nothing to ask.

    :param may_ask: nobody said yet that they might have to wait.
    """
    seats = standing.seats
    left = 0 if seats.waiting else seats.left or 0
    too_many = seats.capacity is not None and party_size > seats.capacity
    can_wait = availability is Availability.WAITING_LIST and not too_many
    must_be_fewer = left > 0 and (too_many or availability is Availability.FULL)
    if must_be_fewer or (can_wait and may_ask):
        return RoomDoubt(left, party_size, waiting_list=can_wait)
    return None


def field_of(question: Asked) -> str:
    return f"answer-{question.id}"


def field_error(refusal: Refusal, translator: Translator) -> FieldError:
    """The refusal in the reader's language, beside the field of the form."""
    field = (refusal.field or "").replace("answers.", "answer-")
    return FieldError(field, refusal.code, translator.gettext(refusal.message_id, **refusal.details))


def new_key() -> str:
    return secrets.token_urlsafe(16)


def labels_of(asks: Asks) -> Mapping[str, str]:
    """What the questions are called, by the names of their fields."""
    return {field_of(question): question.text for question in asks.questions}
