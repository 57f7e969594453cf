from datetime import date
from typing import Any

import pytest

from database.transaction import execute, fetch_value
from events.templates.reach import OrganisationReach, adoptions_of, shown
from events.vocabulary import Form
from tests.events.templates.examples import SLUG, adopt, make_template, make_tree, publish

pytestmark = pytest.mark.usefixtures("database")

_SIGN_UP = """
INSERT INTO registration (id, session, name, email, state, party_size)
SELECT gen_random_uuid(), $1, 'Bob', 'bob' || number || '@example.org', $2, 1 FROM generate_series(1, $3) AS number
"""


async def published(**others: Any) -> int:
    await make_tree()
    await make_template(**others)
    await publish()
    template: int = await fetch_value("SELECT id FROM template WHERE slug = $1", SLUG)
    return template


async def test_template_that_nobody_adopted_reaches_nobody() -> None:
    assert await adoptions_of(await published()) == []


async def test_reach_counts_per_organisation_without_persons() -> None:
    template = await published(form=Form.DROP_IN, planned_sessions=2, capacity=20)
    first = await adopt()
    await adopt(key="tweede", first_day=date(2027, 3, 2))
    await adopt(organisation="ander", location="dijk")
    session = await fetch_value("SELECT id FROM session WHERE edition = $1 ORDER BY starts_at LIMIT 1", first.edition)
    await execute(_SIGN_UP, session, "confirmed", 6)
    await execute("UPDATE registration SET email = 'x' || email")
    await execute(_SIGN_UP, session, "cancelled", 5)
    await execute("UPDATE session SET headcount = 3 WHERE id = $1", session)

    assert await adoptions_of(template) == [
        OrganisationReach(organisation="De ander", activities=1, sessions=2, registrations=0, attendance=0),
        OrganisationReach(organisation="De bieb", activities=2, sessions=4, registrations=6, attendance=None),
    ]


async def test_reach_counts_who_signed_up_for_the_group_and_was_there() -> None:
    template = await published()
    adopted = await adopt()
    await execute(_SIGN_UP.replace("session,", "edition,"), adopted.edition, "confirmed", 5)
    await execute(
        "INSERT INTO attendance (session, registration, presence) SELECT session.id, registration.id, 'present' "
        "FROM session JOIN registration ON registration.edition = session.edition"
    )
    (reach,) = await adoptions_of(template)
    assert (reach.registrations, reach.attendance) == (5, 20)


@pytest.mark.parametrize(("number", "expected"), [(0, 0), (1, None), (4, None), (5, 5), (80, 80)])
def test_small_numbers_are_not_shown(number: int, expected: int | None) -> None:
    assert shown(number) == expected
