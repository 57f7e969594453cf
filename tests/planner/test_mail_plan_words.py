"""Which mails go when, in words."""

from events.schemas import ActivityDetails
from events.vocabulary import ActivityKind, Form, RegistrationPolicy
from planner.mail_plan_words import plan_sentences
from web.i18n import translator


def said(**plan: object) -> list[str]:
    """Without what is always said."""
    details = ActivityDetails(
        key="taal",
        title="Taal",
        kind=ActivityKind.COURSE,
        form=Form.SINGLE,
        registration=RegistrationPolicy.REQUIRED,
        **plan,  # type: ignore[arg-type]
    )
    return plan_sentences(details, translator("nl"))[1:-2]


def test_plan_is_said_from_the_earliest_mail_on() -> None:
    assert said(reminder_days=[1, 7], reminder_hours=[2], prepare_days=[3], follow_up_days=[1, 14]) == [
        "3 dagen ervoor: wat je vooraf online kunt doen. Alleen als dat gekoppeld is.",
        "7 dagen ervoor, 1 dag ervoor: een herinnering, om negen uur 's ochtends.",
        "2 uur ervoor: een herinnering. Is dat 's nachts of vroeg? Dan gaat hij de avond ervoor om acht uur.",
        "1 dag erna, 14 dagen erna: hoe was het, en waar je online mee verder kunt als dat gekoppeld is.",
    ]


def test_empty_plan_says_that_nothing_goes() -> None:
    assert said(reminder_days=[], prepare_days=[], follow_up_days=[]) == ["Geen herinneringen.", "Niets na afloop."]


def test_plan_without_the_question_does_not_ask() -> None:
    assert said(asks_how_it_was=False)[-1] == "1 dag erna: waar je online mee verder kunt. Alleen als dat gekoppeld is."
