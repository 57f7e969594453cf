from datetime import time

import pytest

from events.slots.searching import Miss, MissKind
from events.slots.surroundings import Spot
from events.slots.words import NOBODY_WITH_SKILLS, SENTENCES, in_words, weekday_in_words
from events.vocabulary import Skill
from places.vocabulary import Equipment
from web.i18n import Locale, translator

ROOM = Spot(location=1, location_name="De Haven", room=1, room_name="Zaal 1")


def test_every_reason_has_a_sentence_and_a_dutch_one() -> None:
    assert SENTENCES.keys() == set(MissKind)
    dutch = translator("nl").translations
    assert [text for text in [*SENTENCES.values(), NOBODY_WITH_SKILLS] if dutch.gettext(text) == text] == []


@pytest.mark.parametrize(
    ("miss", "sentence"),
    [
        (
            Miss(kind=MissKind.LACKS, spot=ROOM, details={"equipment": (Equipment.SOUND, Equipment.KITCHEN)}),
            "Zaal 1, De Haven: there is no Sound system, Kitchen.",
        ),
        (
            Miss(kind=MissKind.TOO_SMALL, spot=ROOM, details={"capacity": 8, "seats": 12}),
            "Zaal 1, De Haven: holds 8 people, and you need 12 places.",
        ),
        (
            Miss(kind=MissKind.NOT_OPEN, spot=ROOM, weekday=7, starts_at=time(9)),
            "Sunday 09:00 in Zaal 1, De Haven: not open then.",
        ),
        (
            Miss(kind=MissKind.TOO_FEW_DATES, spot=ROOM, weekday=2, details={"left": 4, "needed": 8}),
            "Tuesday in Zaal 1, De Haven: there are 4 dates, and you need 8.",
        ),
        (
            Miss(
                kind=MissKind.NOBODY,
                spot=ROOM,
                weekday=2,
                starts_at=time(10),
                details={"free": 1, "needed": 2, "skills": (Skill.NT2,)},
            ),
            "Tuesday 10:00 in Zaal 1, De Haven: people who are free on all dates: 1, and you need 2, who can do this:"
            " Dutch as a second language (NT2).",
        ),
    ],
)
def test_reason_in_words(miss: Miss, sentence: str) -> None:
    assert in_words(miss, translator("en")) == sentence


@pytest.mark.parametrize(("locale", "name"), [("nl", "zondag"), ("en", "Sunday")])
def test_weekday_in_words(locale: Locale, name: str) -> None:
    assert weekday_in_words(7, translator(locale)) == name
