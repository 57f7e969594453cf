"""What the sign-up form of an activity asks: the questions, and how its places are handed on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from pydantic import ValidationError

from events.applying import MOST_QUESTIONS
from events.questions import AskingDetails, QuestionDetails, asking_of, set_asking
from events.reading_activities import ActivityRow, activity_by_slug
from events.vocabulary import QuestionKind
from history.operations import operation
from identity.guarding import allow, staff_only
from planner.operation_words import what_was_done
from planner.staff_choices import Mistakes, mistakes_of, options, said
from planner.staff_pages import UNCACHED, staff_page
from refusals import Refusal
from web.i18n import translator_of
from web.requests import AnyRequest
from web.validation import FieldError, field_errors

PATH: Final = "/planner/activities/{slug:str}/questions"
KINDS: Final[Mapping[QuestionKind, str]] = {
    QuestionKind.TEXT: "A line of text",
    QuestionKind.CHOICE: "One of some answers",
    QuestionKind.TICK: "A tick",
}
NO_MISTAKES: Final[Mistakes] = ([], 200)
_Answer = Response[bytes] | Redirect
Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Block:
    """The fields of one question, which end in its number."""

    number: int
    id: str = ""
    kind: str = QuestionKind.TEXT.value
    text: str = ""
    choices: str = ""
    required: bool = False
    answers: int = 0


@get(PATH, guards=[staff_only])
async def questions_page(
    request: AnyRequest, slug: FromPath[str], done: FromQuery[UUID | None] = None
) -> Response[bytes]:
    return await _show(request, await _allowed(request, slug), done=done)


@post(PATH, guards=[staff_only])
async def save_questions(request: AnyRequest, slug: FromPath[str]) -> _Answer:
    """Fields `id-0`, `kind-0`, `text-0`, `choices-0` (one on each line) and `required-0`, up to 5.

    A question without text is none. Also `asks_names`, `asks_access_needs`, `offer_hours` and `reconfirm_days`.
    """
    row = await _allowed(request, slug)
    values = {name: str(value) for name, value in (await request.form()).items()}
    questions, errors = _read(request, values)
    if errors:
        return await _show(request, row, values, (errors, 400))
    try:
        details = AskingDetails(questions=questions, **_rest(values))
        async with operation(
            "activity.change", account=request.user.account_id, organisation=row.organisation_id, title=row.title
        ) as this:
            await set_asking(slug=slug, details=details)
    except (ValidationError, Refusal) as error:
        return await _show(request, row, values, mistakes_of(request, error))
    return Redirect(f"/planner/activities/{slug}/questions?done={this}", status_code=303, headers=UNCACHED)


async def _allowed(request: AnyRequest, slug: str) -> ActivityRow:
    row = await activity_by_slug(slug)
    await allow(request, row.organisation_id)
    return row


def _read(request: AnyRequest, values: Values) -> tuple[list[QuestionDetails], list[FieldError]]:
    questions, errors = list[QuestionDetails](), list[FieldError]()
    for block in _sent(values):
        if not block.text.strip():
            continue
        lines = [line.strip() for line in block.choices.splitlines() if line.strip()]
        given = {"kind": block.kind, "text": block.text, "choices": lines, "required": block.required}
        try:
            questions.append(QuestionDetails.model_validate({"id": block.id or None, **given}))
        except ValidationError as error:
            errors += [
                FieldError(f"{each.field}-{block.number}", each.code, each.text)
                for each in field_errors(error, translator_of(request))
            ]
    return questions, errors


def _sent(values: Values) -> list[_Block]:
    return [
        _Block(
            number=number,
            id=values.get(f"id-{number}", ""),
            kind=values.get(f"kind-{number}", QuestionKind.TEXT),
            text=values.get(f"text-{number}", ""),
            choices=values.get(f"choices-{number}", ""),
            required=bool(values.get(f"required-{number}")),
        )
        for number in range(MOST_QUESTIONS)
    ]


def _rest(values: Values) -> dict[str, Any]:
    numbers = {name: values.get(name, "").strip() for name in ("offer_hours", "reconfirm_days")}
    ticks = {name: bool(values.get(name)) for name in ("asks_names", "asks_access_needs")}
    return {**ticks, **{name: number for name, number in numbers.items() if number}}


def _stored(details: AskingDetails, answers: Mapping[int, int]) -> list[_Block]:
    return [
        _Block(
            number=number,
            id=str(question.id),
            kind=question.kind.value,
            text=question.text,
            choices="\n".join(question.choices),
            required=question.required,
            answers=answers.get(question.id or 0, 0),
        )
        for number, question in enumerate(details.questions)
    ]


async def _show(
    request: AnyRequest,
    row: ActivityRow,
    values: Values | None = None,
    mistakes: Mistakes = NO_MISTAKES,
    done: UUID | None = None,
) -> Response[bytes]:
    """:param values: what was sent and is not right yet."""
    words, (details, answers) = translator_of(request), await asking_of(row.slug)
    blocks = _stored(details, answers) if values is None else [each for each in _sent(values) if each.text or each.id]
    rest = details.model_dump(exclude={"questions"}) if values is None else _rest(values)
    context = {
        "activity": row,
        "blocks": _with_room_for_one(blocks),
        "most": MOST_QUESTIONS,
        "rest": {"offer_hours": "", "reconfirm_days": None} | rest,
        "kinds": options(KINDS, words),
        "kind_names": KINDS,
        "done": await what_was_done(done, request.user.account_id, words),
        **said(mistakes),
    }
    return staff_page(request, "planner/questions.html", context, status_code=mistakes[1])


def _with_room_for_one(blocks: Sequence[_Block]) -> list[_Block]:
    free = sorted(set(range(MOST_QUESTIONS)) - {block.number for block in blocks})
    return [*blocks, *(_Block(number) for number in free[:1])]


ROUTES: Final[list[ControllerRouterHandler]] = [questions_page, save_questions]
