from datetime import UTC, date, datetime

import pytest

from content_links.procuring.reading import StepRow
from content_links.vocabulary import PackageState
from planner.procurement_words import button_text, money, step_in_words, term_in_words
from web.i18n import Locale, translator

NOMINATED, APPROVED, PROCURED, AVAILABLE, ENDED = PackageState


@pytest.mark.parametrize(
    ("cents", "locale", "expected"),
    [
        (0, "nl", "€ 0"),
        (45, "nl", "€ 0,45"),
        (125_000, "nl", "€ 1.250"),
        (123_456_705, "en", "€ 1,234,567.05"),
    ],
)
def test_money_is_written_as_the_reader_does(cents: int, locale: Locale, expected: str) -> None:
    assert money(cents, locale) == expected


def test_term_says_until_when_it_lasts() -> None:
    first, last = date(2027, 1, 1), date(2027, 12, 31)
    said = [term_in_words(*days, translator("nl")) for days in ((None, None), (first, None), (first, last))]
    assert said == ["", "vanaf 1 januari 2027", "1 januari 2027 tot en met 31 december 2027"]


@pytest.mark.parametrize(
    ("former", "state", "account", "expected"),
    [
        (None, NOMINATED, None, "Nominated"),
        (ENDED, NOMINATED, None, "Nominated again"),
        (APPROVED, NOMINATED, "Noor", "Back to the nominations"),
        (NOMINATED, APPROVED, "Noor", "Approved"),
        (APPROVED, ENDED, "Noor", "Not now"),
        (AVAILABLE, AVAILABLE, "Noor", "Procured again"),
        (AVAILABLE, ENDED, "Noor", "Ended"),
        (AVAILABLE, ENDED, None, "Ended with the last licence"),
    ],
)
def test_step_says_what_happened(
    former: PackageState | None, state: PackageState, account: str | None, expected: str
) -> None:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    step = StepRow(
        id=1, former_state=former, state=state, reason="", cost_cents=None, starts_on=None, ends_on=None, at=at,
        account=account,
    )  # fmt: skip
    assert step_in_words(step, translator("en")) == expected


@pytest.mark.parametrize(
    ("current", "wanted", "expected"),
    [
        (NOMINATED, ENDED, "Nu niet"),
        (AVAILABLE, ENDED, "Stop ermee"),
        (AVAILABLE, AVAILABLE, "Koop opnieuw in"),
        (APPROVED, PROCURED, "Koop in"),
    ],
)
def test_button_says_what_it_does(current: PackageState, wanted: PackageState, expected: str) -> None:
    assert button_text(current, wanted, translator("nl")) == expected
