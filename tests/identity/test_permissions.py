import pytest

from database.transaction import fetch_value
from identity.actors import Actor
from identity.errors import NotAllowed
from identity.permissions import PERMISSIONS, PUBLIC, require, require_anywhere
from identity.roles import Role
from identity.tokens import actor_of_token
from tests.identity.examples import make_tree, token_of

pytestmark = pytest.mark.usefixtures("database")
ROUTE = "POST /api/v1/activities"


async def actor(role: Role, organisation: str) -> Actor:
    await make_tree()
    found = await actor_of_token(await token_of("alice@library.example", role, organisation))
    assert found is not None
    return found


async def organisation_id(slug: str) -> int:
    number: int = await fetch_value("SELECT id FROM organisation WHERE slug = $1", slug)
    return number


async def test_role_holds_for_its_organisation_and_not_for_its_neighbour_or_what_is_above() -> None:
    programmer = await actor(Role.PROGRAMMER, "north")
    await require(programmer, ROUTE, await organisation_id("north"))
    for slug in ("south", "national"):
        with pytest.raises(NotAllowed):
            await require(programmer, ROUTE, await organisation_id(slug))


async def test_role_holds_for_everything_below() -> None:
    programmer = await actor(Role.PROGRAMMER, "national")
    for slug in ("national", "north", "south"):
        await require(programmer, ROUTE, await organisation_id(slug))


async def test_role_that_the_table_does_not_name_for_a_route_may_not_use_it() -> None:
    host = await actor(Role.HOST, "north")
    await require(host, "PUT /api/v1/sessions/{session}/headcount", await organisation_id("north"))
    with pytest.raises(NotAllowed):
        await require(host, ROUTE, await organisation_id("north"))
    with pytest.raises(NotAllowed):
        require_anywhere(host, ROUTE)


async def test_route_that_is_not_in_the_table_is_nobodys() -> None:
    admin = await actor(Role.ADMIN, "national")
    with pytest.raises(NotAllowed):
        require_anywhere(admin, "POST /api/v1/nonsense")


def test_table_names_no_route_as_both_public_and_guarded() -> None:
    assert PERMISSIONS.keys() & PUBLIC == set()
