"""What staff do has words: in the history, and above the button that undoes it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from planner.history_words import ACTIONS, KINDS
from planner.operation_words import SENTENCES, sentence_of
from web.i18n import CATALOGUES, read_catalogues, translator

SOURCE = Path(__file__).parents[2] / "src"
ACTION = re.compile(r"[a-z]+\.[a-z_]+")


def actions() -> Iterator[str]:
    """The names of all operations in the code: each text like one where operations are begun."""
    for path in sorted(SOURCE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "from history.operations import operation" in text:
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and ACTION.fullmatch(node.value):
                    yield node.value


ALL = sorted({*actions(), *ACTIONS} - {"undo"})


def test_actions_are_found_in_the_code() -> None:
    assert {"session.create", "place.retire", "account.close", "import.calendar", "edition.change"} <= set(actions())


@pytest.mark.parametrize("action", ALL)
def test_action_has_words_in_both_languages(action: str) -> None:
    dutch = read_catalogues(CATALOGUES / "nl", "nl")._catalog  # type: ignore[attr-defined]
    said = [ACTIONS.get(action), SENTENCES.get(action), KINDS.get(action.partition(".")[0])]
    assert [text in dutch for text in said] == [True, True, True], said


def test_sentence_names_what_it_is_about() -> None:
    assert sentence_of("place.retire", {"place": "Zijwijk"}, translator("nl")) == "Zijwijk wordt niet meer gebruikt."
    assert sentence_of("staffing.hours", {"person": "Joke"}, translator("en")) == "The hours of Joke are changed."
