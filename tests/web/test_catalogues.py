"""What must hold for every catalogue of the product, whoever wrote it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from web.errors import WORDINGS
from web.i18n import CATALOGUES, translator
from web.validation import EMAIL_SENTENCE, SENTENCES

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]")


def messages() -> Iterator[tuple[Path, Message]]:
    for path in sorted(CATALOGUES.glob("*/*.po")):
        with path.open("rb") as file:
            yield from ((path, message) for message in read_po(file) if message.id)


def texts(message: Message) -> tuple[list[str], list[str]]:
    """The English forms and the translated forms."""
    ids = list(message.id) if isinstance(message.id, (tuple, list)) else [message.id]
    strings = message.string if isinstance(message.string, (tuple, list)) else [message.string]
    return ids, [string or "" for string in strings]


def test_messages_are_all_translated() -> None:
    empty = [
        f"{path.name}: {message.id}" for path, message in messages() if message.fuzzy or not all(texts(message)[1])
    ]
    assert empty == []


def test_messages_use_no_placeholder_that_the_english_lacks() -> None:
    wrong = []
    for path, message in messages():
        ids, strings = texts(message)
        known = {placeholder for text in ids for placeholder in PLACEHOLDER.findall(text)}
        used = {placeholder for text in strings for placeholder in PLACEHOLDER.findall(text)}
        if not used <= known:
            wrong.append(f"{path.name}: {message.id}")
    assert wrong == []


def test_messages_say_the_same_in_every_catalogue() -> None:
    said: dict[tuple[str, str], str] = {}
    different = []
    for path, message in messages():
        key = (path.parent.name, str(message.id))
        if said.setdefault(key, str(message.string)) != str(message.string):
            different.append(f"{path.name}: {message.id}")
    assert different == []


@pytest.mark.parametrize(
    "sentence",
    sorted({*SENTENCES.values(), EMAIL_SENTENCE, *(words.title for words in WORDINGS.values())}
           | {words.sentence for words in WORDINGS.values()}),
)  # fmt: skip
def test_sentences_of_the_shell_have_a_dutch_text(sentence: str) -> None:
    assert translator("nl").translations.gettext(sentence) != sentence
