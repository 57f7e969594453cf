"""Some activities of the demo world ask more of who signs up."""

from datetime import UTC, datetime

import pytest

from events.asking import asks_of_activity
from events.vocabulary import QuestionKind
from tests.leeragenda.demo_world import have_demo_world

pytestmark = pytest.mark.usefixtures("database")


async def test_forms_of_the_demo_ask_every_kind_of_question() -> None:
    await have_demo_world(datetime(2026, 11, 22, 12, 30, tzinfo=UTC))
    podcast, money = await asks_of_activity("podcast-maken"), await asks_of_activity("geld-en-je-gezin")
    assert [question.kind for question in podcast.questions] == list(QuestionKind)
    assert (podcast.access_needs, money.names) == (True, True)
