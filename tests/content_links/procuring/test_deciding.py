from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_links.procuring.deciding import WAYS, decide
from content_links.procuring.errors import (
    CannotGoBack,
    CostNeeded,
    EndedAlready,
    LicencesNeeded,
    NotApproved,
    NotNominated,
    NotProcured,
    ReasonNeeded,
    TermNeeded,
    TermsNotTaken,
)
from content_links.procuring.schemas import LicenceWanted, StepDetails
from content_links.vocabulary import PackageState
from refusals import Refusal

NOMINATED, APPROVED, PROCURED, AVAILABLE, ENDED = PackageState
TERMS: dict[str, Any] = {
    "cost_cents": 0,
    "starts_on": date(2027, 1, 1),
    "licences": (LicenceWanted(organisation="huis"),),
}


@pytest.mark.parametrize(
    ("current", "said"),
    [
        (NOMINATED, {"state": APPROVED}),
        (NOMINATED, {"state": ENDED, "reason": "Nu niet"}),
        (APPROVED, {"state": PROCURED, **TERMS}),
        (APPROVED, {"state": NOMINATED, "reason": "Te duur"}),
        (APPROVED, {"state": ENDED, "reason": "Te duur"}),
        (PROCURED, {"state": AVAILABLE}),
        (PROCURED, {"state": ENDED, "reason": "Failliet"}),
        (AVAILABLE, {"state": AVAILABLE, **TERMS}),
        (AVAILABLE, {"state": ENDED, "reason": "Weinig gebruikt"}),
        (ENDED, {"state": NOMINATED, "reason": "Toch wel"}),
    ],
)
def test_step_that_leads_on_or_back_can_be_taken(current: PackageState, said: dict[str, Any]) -> None:
    decide(current, StepDetails(**said))


@pytest.mark.parametrize(
    ("current", "said", "refusal", "field"),
    [
        (APPROVED, {"state": APPROVED}, NotNominated, "state"),
        (NOMINATED, {"state": PROCURED, **TERMS}, NotApproved, "state"),
        (NOMINATED, {"state": AVAILABLE}, NotProcured, "state"),
        (ENDED, {"state": ENDED, "reason": "Weer"}, EndedAlready, "state"),
        (AVAILABLE, {"state": NOMINATED, "reason": "Weer"}, CannotGoBack, "state"),
        (NOMINATED, {"state": ENDED}, ReasonNeeded, "reason"),
        (APPROVED, {"state": NOMINATED}, ReasonNeeded, "reason"),
        (APPROVED, {"state": PROCURED, **TERMS, "cost_cents": None}, CostNeeded, "cost_cents"),
        (APPROVED, {"state": PROCURED, **TERMS, "starts_on": None}, TermNeeded, "starts_on"),
        (AVAILABLE, {"state": AVAILABLE, **TERMS, "licences": ()}, LicencesNeeded, "licences"),
        (AVAILABLE, {"state": AVAILABLE}, CostNeeded, "cost_cents"),
        (NOMINATED, {"state": APPROVED, "cost_cents": 0}, TermsNotTaken, "cost_cents"),
        (PROCURED, {"state": AVAILABLE, "ends_on": date(2027, 1, 1)}, TermsNotTaken, "cost_cents"),
        (NOMINATED, {"state": APPROVED, "licences": TERMS["licences"]}, TermsNotTaken, "cost_cents"),
    ],
)
def test_step_that_cannot_be_taken_says_why(
    current: PackageState, said: dict[str, Any], refusal: type[Refusal], field: str
) -> None:
    with pytest.raises(refusal) as refused:
        decide(current, StepDetails(**said))
    assert refused.value.field == field


@given(st.sampled_from(PackageState), st.sampled_from(PackageState), st.booleans(), st.booleans())
def test_nothing_goes_where_no_way_leads(
    current: PackageState, wanted: PackageState, has_reason: bool, has_terms: bool
) -> None:
    step = StepDetails(state=wanted, reason="Daarom" if has_reason else "", **(TERMS if has_terms else {}))
    try:
        decide(current, step)
    except Refusal:
        return
    assert wanted in WAYS[current]


def test_every_state_leads_somewhere_and_is_reached() -> None:
    reached = {to for current, to in product(PackageState, PackageState) if to in WAYS[current]}
    assert (reached, set(WAYS)) == (set(PackageState), set(PackageState))
