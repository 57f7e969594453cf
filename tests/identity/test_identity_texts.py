"""Every refusal of accounts and of the API has a Dutch text."""

import pytest

from identity import errors as identity_errors
from planner import errors as planner_errors
from refusals import Refusal
from web.i18n import translator

REFUSALS = [
    each
    for module in (identity_errors, planner_errors)
    for each in vars(module).values()
    if isinstance(each, type) and issubclass(each, Refusal) and each.__module__ == module.__name__
]


@pytest.mark.parametrize("refusal", REFUSALS)
def test_refusal_has_a_dutch_text(refusal: type[Refusal]) -> None:
    sentence = " ".join((refusal.__doc__ or "").split())
    assert translator("nl").translations.gettext(sentence) != sentence
