"""The demo world shows procurement in every state in which something is to be decided."""

from datetime import UTC, date, datetime

import pytest

from content_links.procuring.reading import packages_in_procurement
from content_links.vocabulary import PackageState
from tests.leeragenda.demo_world import have_demo_world

pytestmark = pytest.mark.usefixtures("database")
DAY = date(2026, 11, 22)


async def test_committee_of_the_demo_has_something_to_decide() -> None:
    await have_demo_world(datetime(2026, 11, 22, 12, 30, tzinfo=UTC))

    rows = {row.slug: row for row in await packages_in_procurement(today=DAY) if row.backed_by}

    states = [row.state for row in rows.values()]
    assert {state: states.count(state) for state in PackageState} == {
        PackageState.NOMINATED: 2,
        PackageState.APPROVED: 1,
        PackageState.PROCURED: 1,
        PackageState.AVAILABLE: 1,
        PackageState.ENDED: 0,
    }
    assert all(len(row.backed_by) > 1 for row in rows.values())
    used = rows["elke-dag-een-gesprekje"]
    assert (used.ends_soon(DAY), used.cost_cents) == (True, 1_850_000)
    assert (used.opened or 0) > 500
    assert used.cents_per_use is not None
