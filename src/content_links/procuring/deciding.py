"""Which steps the committee can take with a package, and what each of them needs: values only."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

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
from content_links.procuring.schemas import StepDetails
from content_links.vocabulary import PackageState
from refusals import Refusal

WAYS: Final[Mapping[PackageState, Sequence[PackageState]]] = {
    PackageState.NOMINATED: (PackageState.APPROVED, PackageState.ENDED),
    PackageState.APPROVED: (PackageState.PROCURED, PackageState.NOMINATED, PackageState.ENDED),
    PackageState.PROCURED: (PackageState.AVAILABLE, PackageState.ENDED),
    # What is available is procured again before its term is over, and stays available.
    PackageState.AVAILABLE: (PackageState.AVAILABLE, PackageState.ENDED),
    PackageState.ENDED: (PackageState.NOMINATED,),
}
"""From each state, where the committee can move a package: forward, or back with a reason."""

_NO_WAY: Final[Mapping[PackageState, type[Refusal]]] = {
    PackageState.NOMINATED: CannotGoBack,
    PackageState.APPROVED: NotNominated,
    PackageState.PROCURED: NotApproved,
    PackageState.AVAILABLE: NotProcured,
    PackageState.ENDED: EndedAlready,
}
_WITH_REASON: Final = frozenset({PackageState.NOMINATED, PackageState.ENDED})
_TERMS: Final[Sequence[tuple[Callable[[StepDetails], bool], type[Refusal], str]]] = (
    (lambda step: step.cost_cents is not None, CostNeeded, "cost_cents"),
    (lambda step: step.starts_on is not None, TermNeeded, "starts_on"),
    (lambda step: bool(step.licences), LicencesNeeded, "licences"),
)


def takes_terms(current: PackageState, wanted: PackageState) -> bool:
    """Whether the step says what the package costs, from when until when, and for whom."""
    return wanted is PackageState.PROCURED or current is wanted is PackageState.AVAILABLE


def decide(current: PackageState, step: StepDetails) -> None:
    """Lets a step pass that can be taken.

    :raises NotNominated, NotApproved, NotProcured, EndedAlready, CannotGoBack: it leads from somewhere else.
    :raises ReasonNeeded: it ends something or goes back, without a reason.
    :raises CostNeeded, TermNeeded, LicencesNeeded: it procures something without saying that.
    :raises TermsNotTaken: it says that, and procures nothing.
    """
    if step.state not in WAYS[current]:
        raise _NO_WAY[step.state](field="state")
    if step.state in _WITH_REASON and not step.reason:
        raise ReasonNeeded(field="reason")
    if not takes_terms(current, step.state):
        if step.has_terms:
            raise TermsNotTaken(field="cost_cents")
        return
    for is_said, refusal, field in _TERMS:
        if not is_said(step):
            raise refusal(field=field)
