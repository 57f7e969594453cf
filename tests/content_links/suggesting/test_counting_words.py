from content_links.suggesting.counting_words import count_words
from content_links.suggesting.packages import packages_for_activity
from database.transaction import execute, fetch
from tests.content_links.examples import make_activity, make_location, make_package


async def counts() -> list[tuple[str, int, int]]:
    return [tuple(row) for row in await fetch("SELECT * FROM suggestion_word ORDER BY lexeme")]


async def test_words_are_counted_anew_and_those_of_nothing_are_gone(database: None) -> None:
    location = await make_location()
    await make_package("een", title="Tuinieren", summary="Rozen")
    await make_package("twee", title="Tuinieren", summary="")
    await make_activity(location, "rozen")
    await count_words()
    assert await counts() == [("roz", 1, 1), ("tuinier", 2, 0)]
    await execute("DELETE FROM package WHERE slug = 'twee'")
    await execute("UPDATE package SET summary = ''")
    await execute("UPDATE activity SET title = 'Dahlia'")
    await count_words()
    assert await counts() == [("dahlia", 0, 1), ("tuinier", 1, 0)]


async def test_words_of_which_others_are_made_are_found_once_counted(database: None) -> None:
    """Dutch writes as one word what other languages write as two."""
    location = await make_location()
    activity = await make_activity(location, "tuiniercursus")
    await make_package("tuin", title="Tuinier", summary="")
    await execute("UPDATE activity SET themes = '{digitaal}'")
    assert await packages_for_activity(activity) == []
    await count_words()
    assert [each.slug for each in await packages_for_activity(activity)] == ["tuin"]
