"""What somebody says who signs up, and whether it fits what the activity asks. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, EmailStr, Field, StringConstraints, model_validator

from events.citizen_numbers import NO_CITIZEN_NUMBER
from events.errors import (
    AnswerMissing,
    AnswerUnknown,
    CompanionsMissing,
    ContactMissing,
    NotAsked,
    TooManyCompanions,
    UnknownQuestion,
)
from events.vocabulary import QuestionKind
from tabular.fields import Line, Paragraphs

MOST_QUESTIONS: Final = 6
TICKED: Final = "yes"
"""The answer to a tick that is set; one that is not is left out."""


def _none_when_blank(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


PartySize = Annotated[int, Field(ge=1, le=20)]
PersonName = Annotated[Line, Field(min_length=1, max_length=120), NO_CITIZEN_NUMBER]
Note = Annotated[Paragraphs, Field(max_length=500), NO_CITIZEN_NUMBER]
Answers = Annotated[dict[int, Note], Field(max_length=MOST_QUESTIONS)]
Companions = Annotated[list[PersonName], Field(max_length=19)]
_Phone = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40, pattern=r"^[0-9+() .-]{6,}$")]


class StaffApplicant(BaseModel):
    """Somebody whom staff signs up: a name is enough. `answers` are by the id of the question."""

    model_config = ConfigDict(extra="forbid")

    name: PersonName
    email: Annotated[EmailStr | None, BeforeValidator(_none_when_blank)] = Field(default=None, max_length=254)
    phone: Annotated[_Phone | None, BeforeValidator(_none_when_blank)] = None
    party_size: PartySize = 1
    locale: Literal["nl", "en"] = "nl"
    note: Note = ""
    answers: Answers = {}
    companions: Companions = []
    access_needs: Note = ""


class Applicant(StaffApplicant):
    """Who signs up: a name and one way to reach them is enough."""

    @model_validator(mode="after")
    def _can_be_reached(self) -> "Applicant":
        if self.email is None and self.phone is None:
            raise ContactMissing(field="email")
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question of an activity."""

    id: int
    kind: QuestionKind
    text: str
    choices: tuple[str, ...]
    required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Asks:
    """What an activity asks beside name, contact and number."""

    questions: Sequence[Asked] = ()
    names: bool = False
    access_needs: bool = False

    def refuse_wrong(self, applicant: StaffApplicant, *, at_desk: bool = False) -> None:
        """Staff may leave out what is asked: somebody on the telephone cannot see the form.

        :raises UnknownQuestion, AnswerMissing, AnswerUnknown: an answer is wrong; the field is `answers.<id>`.
        :raises NotAsked, CompanionsMissing, TooManyCompanions: something else is.
        """
        self._refuse_wrong_answers(applicant.answers, may_miss=at_desk)
        self.refuse_wrong_companions(applicant.companions, applicant.party_size, may_miss=at_desk)
        if applicant.access_needs and not self.access_needs:
            raise NotAsked(field="access_needs")

    def refuse_wrong_companions(self, companions: Sequence[str], party_size: int, *, may_miss: bool = False) -> None:
        """:raises NotAsked, CompanionsMissing, TooManyCompanions: these are not the names of who comes along."""
        if companions and not self.names:
            raise NotAsked(field="companions")
        if len(companions) > party_size - 1:
            raise TooManyCompanions(field="companions")
        if self.names and not may_miss and len(companions) < party_size - 1:
            raise CompanionsMissing(field="companions")

    def _refuse_wrong_answers(self, answers: Mapping[int, str], *, may_miss: bool) -> None:
        for unknown in sorted(answers.keys() - {question.id for question in self.questions}):
            raise UnknownQuestion(field=f"answers.{unknown}")
        for question in self.questions:
            answer = answers.get(question.id, "").strip()
            if answer and answer not in _possible(question, answer):
                raise AnswerUnknown(field=f"answers.{question.id}")
            if question.required and not answer and not may_miss:
                raise AnswerMissing(field=f"answers.{question.id}")


def _possible(question: Asked, answer: str) -> Sequence[str]:
    match question.kind:
        case QuestionKind.TEXT:
            return (answer,)
        case QuestionKind.CHOICE:
            return question.choices
        case QuestionKind.TICK:
            return (TICKED,)
