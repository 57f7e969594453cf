"""What pages read alike is read again after each change of it, in every process."""

from httpx import AsyncClient

from agenda.kept_readings import KeptReadings
from content_links.vocabulary import Phase
from database.transaction import execute, fetch_value
from tests.builders import a_session
from tests.content_links.examples import link, make_package

CHANGES = {
    "UPDATE activity SET description = 'Neem je vragen mee.'": "Neem je vragen mee.",
    "UPDATE organisation SET name = 'Bibliotheek De Kade'": "Bibliotheek De Kade",
    "UPDATE package SET title = 'Veilig bellen'": "Veilig bellen",
    "INSERT INTO activity_alias (activity, name) SELECT id, 'Praatcafe' FROM activity": "Praatcafe",
    "UPDATE content_link SET note = 'Alleen les 2'": "Alleen les 2",
}


async def test_page_says_every_change_at_once(reader: AsyncClient) -> None:
    await a_session()
    slug = await fetch_value("SELECT slug FROM activity")
    await make_package("bellen")
    await link("bellen", Phase.PREPARE, activity=slug)
    for change, text in CHANGES.items():
        before = (await reader.get(f"/activities/{slug}")).text
        await execute(change)
        after = (await reader.get(f"/activities/{slug}")).text
        assert (change, text in before, text in after) == (change, False, True)


async def test_reading_is_made_once_for_a_version_and_the_oldest_goes_first(database: None) -> None:
    made: list[int] = []

    async def read() -> int:
        made.append(1)
        return len(made)

    kept = KeptReadings(most=2)
    assert [await (await kept.at_now()).get(key, read) for key in ("a", "a", "b", "c", "c", "a")] == [1, 1, 2, 3, 3, 4]
    await a_session()
    assert await (await kept.at_now()).get("a", read) == 5
