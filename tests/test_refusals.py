"""Every refusal is said in the reader's language."""

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from refusals import Refusal
from web.i18n import translator

SOURCE = Path(__file__).parents[1] / "src"


def every_refusal() -> list[type[Refusal]]:
    for found in pkgutil.walk_packages([str(SOURCE)]):
        if found.name.endswith("errors"):
            importlib.import_module(found.name)
    ours = {found.name for found in pkgutil.iter_modules([str(SOURCE)])}  # tests make some of their own
    refusals = [refusal for refusal in _below(Refusal) if refusal.__module__.split(".")[0] in ours]
    return sorted(refusals, key=lambda refusal: (refusal.__module__, refusal.__name__))


def _below(refusal: type[Refusal]) -> Iterator[type[Refusal]]:
    for child in refusal.__subclasses__():
        yield child
        yield from _below(child)


@pytest.mark.parametrize("refusal", every_refusal(), ids=lambda refusal: f"{refusal.__module__}.{refusal.__name__}")
def test_refusal_has_a_message_of_its_own_in_dutch(refusal: type[Refusal]) -> None:
    message = " ".join((refusal.__doc__ or "").split())
    details = dict.fromkeys(_names(message), "x")
    assert translator("nl").gettext(message, **details) != message % details


def _names(message: str) -> list[str]:
    return [part.split(")")[0] for part in message.split("%(")[1:]]
