"""What `leeragenda import closures` says about what is planned already, and does about it when that is asked."""

from functools import partial

from events.series.replanning import replan
from history.operations import operation
from places.queries import organisation_by_slug
from planner.previewing import Preview, preview

NOTHING = "Nothing that is planned has to change."


async def announce(organisation: str) -> str:
    """How many sessions planning anew would change, without doing it; empty when none."""
    shown = await preview(partial(replan, (await organisation_by_slug(organisation)).id))
    if shown.refusal is not None:
        return f"What is planned cannot follow the closed days yet: {shown.refusal}"
    return f"{_counts(shown)}\nAdd --replan to change them." if shown.sessions else ""


async def carry_out(organisation: str) -> str:
    """Plans anew, and says what that changed."""
    owner = (await organisation_by_slug(organisation)).id
    shown = await preview(partial(replan, owner))
    async with operation("closures.replan", account=None, organisation=owner):
        await replan(owner)
    return f"Done: {_counts(shown)}" if shown.sessions else NOTHING


def _counts(shown: Preview) -> str:
    closed = sum(1 for _, after in shown.sessions if after is None or after.state == "cancelled")
    opened = sum(1 for before, _ in shown.sessions if before is None)
    mails = sum(shown.mails.values())
    return f"{closed} sessions on closed days go, {opened} on days that are open again come; {mails} mails are sent."
