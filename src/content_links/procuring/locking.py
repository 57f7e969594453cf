"""A package whose state is about to change, and the step that changes it."""

from dataclasses import dataclass
from typing import Final

from content_links.errors import UnknownPackage
from content_links.procuring.schemas import StepDetails
from content_links.vocabulary import PackageState
from database.transaction import execute, fetch_row, fetch_value

_LOCK: Final = "SELECT id, slug, title, state FROM package WHERE slug = $1 FOR UPDATE"
_STEP: Final = """
INSERT INTO procurement_step (package, former_state, state, account, reason, cost_cents, starts_on, ends_on, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, clock_timestamp()) RETURNING id
"""
_MOVE: Final = "UPDATE package SET state = $2, modified_at = clock_timestamp() WHERE id = $1 AND state <> $2"


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedPackage:
    """`state` is None for what has just been made."""

    id: int
    slug: str
    title: str
    state: PackageState | None


async def lock_package(slug: str) -> LockedPackage:
    """As it is, and in a transaction so until its end.

    :raises UnknownPackage: there is none.
    """
    record = await fetch_row(_LOCK, slug)
    if record is None:
        raise UnknownPackage(slug=slug, field="package")
    return LockedPackage(
        id=record["id"], slug=record["slug"], title=record["title"], state=PackageState(record["state"])
    )


async def write_step(
    package: LockedPackage, state: PackageState, *, account: int | None, said: StepDetails | None = None
) -> int:
    """Writes the step down and moves the package; returns the id of the step.

    The step comes first: the database lets a package in procurement go nowhere but where its last step leads.
    """
    terms = said or StepDetails(state=state)
    step: int = await fetch_value(
        _STEP,
        package.id,
        package.state,
        state,
        account,
        terms.reason,
        terms.cost_cents,
        terms.starts_on,
        terms.ends_on,
    )
    await execute(_MOVE, package.id, state)
    return step
