"""Seeds what some activities of the demo world ask of who signs up."""

from collections.abc import Mapping
from typing import Final

from database.transaction import fetch_value
from events.questions import AskingDetails, QuestionDetails, set_asking
from events.vocabulary import QuestionKind

_ASKED: Final[Mapping[str, AskingDetails]] = {
    "podcast-maken": AskingDetails(
        asks_access_needs=True,
        questions=[
            QuestionDetails(kind=QuestionKind.TEXT, text="Waar gaat je podcast over?", required=True),
            QuestionDetails(
                kind=QuestionKind.CHOICE,
                text="Wat neem je mee om mee op te nemen?",
                choices=["Mijn telefoon", "Mijn laptop", "Niets, ik leen iets van de bibliotheek"],
                required=True,
            ),
            QuestionDetails(kind=QuestionKind.TICK, text="Mijn podcast mag op de website van de bibliotheek"),
        ],
    ),
    "geld-en-je-gezin": AskingDetails(
        asks_names=True,
        offer_hours=12,
        questions=[
            QuestionDetails(
                kind=QuestionKind.CHOICE,
                text="Hoeveel kinderen neem je mee voor de oppas?",
                choices=["Geen", "1", "2", "3 of meer"],
                required=True,
            )
        ],
    ),
    "excel-voor-je-werk": AskingDetails(
        reconfirm_days=7,
        questions=[
            QuestionDetails(
                kind=QuestionKind.CHOICE, text="Neem je een eigen laptop mee?", choices=["Ja", "Nee"], required=True
            )
        ],
    ),
}


async def seed_sign_up_forms() -> None:
    """After the people of the demo world signed up, who were not asked this."""
    for key, details in _ASKED.items():
        slug: str = await fetch_value("SELECT slug FROM activity WHERE key = $1", key)
        await set_asking(slug=slug, details=details)
