import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_links.catalogue import PackageFilters, list_packages
from content_links.exporting import export_packages
from content_links.importing import import_packages
from content_links.queries import package_by_slug
from content_links.schemas import PackageDetails
from content_links.vocabulary import Access, PackageKind, PackageState
from database.transaction import fetch
from events.vocabulary import TargetGroup, Theme
from tabular.counting import ImportCount
from tabular.errors import BadLines
from tabular.reading import read_rows
from tabular.writing import write_rows

_COLUMNS = b"slug,title,summary,description,provider,kind,access,url,themes,"
PACKAGES = (
    _COLUMNS
    + b"""target_groups,language,level,duration_minutes,state
klik,Klik & Tik,Kort,"Lang
verhaal",Oefenen.nl,course,open,https://oefenen.example/klik,digitaal|taal,beginners,nl,1F,90,available
boeken,Boeken,,,Bibliotheek,ebooks,library_account,,,,,,,nominated
"""
)


@pytest.mark.usefixtures("database")
async def test_packages_are_imported_and_twice_changes_nothing() -> None:
    first = await import_packages(PACKAGES)
    before = await fetch("SELECT id, xmin::text FROM package ORDER BY id")
    second = await import_packages(PACKAGES)

    klik, boeken = await package_by_slug("klik"), await package_by_slug("boeken")
    assert (first, second) == (ImportCount(created=2), ImportCount(unchanged=2))
    assert await fetch("SELECT id, xmin::text FROM package ORDER BY id") == before
    assert (klik.themes, klik.description) == ((Theme.DIGITAAL, Theme.TAAL), "Lang\nverhaal")
    assert (boeken.state, boeken.language, boeken.url) == (PackageState.NOMINATED, "nl", None)


@pytest.mark.usefixtures("database")
async def test_only_the_package_that_differs_is_changed() -> None:
    await import_packages(PACKAGES)

    count = await import_packages(PACKAGES.replace(b"nominated", b"approved"))

    assert count == ImportCount(changed=1, unchanged=1)


@pytest.mark.usefixtures("database")
async def test_every_bad_package_is_named_and_nothing_is_imported() -> None:
    source = (
        "slug,title,provider,kind,access,url,themes,duration_minutes\n"
        "a,A,P,course,open,https://a.example,taal,10\n"
        "b,B,P,course,open,,taal,10\n"
        "c,C,P,course,hosted,ftp://c.example,tale|taal,ten\n"
        "a,D,P,course,hosted,,,\n"
    )

    with pytest.raises(BadLines) as caught:
        await import_packages(source.encode())

    expected = "taal, rekenen, digitaal, gezondheid, werk, geld, overheid, persoonlijke_ontwikkeling, kunst_cultuur"
    assert sorted(str(bad) for bad in caught.value.lines) == [
        "line 3: url: A package that is open to everybody needs a web address.",
        "line 4: duration_minutes: ten is not a whole number.",
        f"line 4: themes: tale is not one of: {expected}.",
        "line 4: url: This is not a web address that starts with https:// or http://.",
    ]
    assert (await list_packages(PackageFilters(states=()))).items == []


@pytest.mark.usefixtures("database")
async def test_slug_that_stands_twice() -> None:
    source = b"slug,title,provider,kind,access\na,A,P,course,hosted\na,B,P,course,hosted\n"

    with pytest.raises(BadLines) as caught:
        await import_packages(source)

    assert [str(bad) for bad in caught.value.lines] == ["line 3: slug: a is already on line 2."]


@pytest.mark.usefixtures("database")
async def test_export_then_import_changes_nothing() -> None:
    await import_packages(PACKAGES)

    assert await import_packages((await export_packages()).encode()) == ImportCount(unchanged=2)


_lines = st.text(
    st.one_of(
        st.sampled_from("=+-@'|\\\";, é"),
        st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufeff"),
    ),
    max_size=12,
)
_packages = st.builds(
    PackageDetails,
    slug=st.from_regex(r"[a-z0-9]{1,5}(-[a-z0-9]{1,3}){0,2}", fullmatch=True),
    title=_lines.map(str.strip).filter(bool),
    summary=_lines,
    description=st.lists(_lines, max_size=3).map("\n".join),
    provider=_lines.map(str.strip).filter(bool),
    kind=st.sampled_from(PackageKind),
    access=st.sampled_from(Access),
    url=st.just("https://a.example/?a=1|2"),
    themes=st.lists(st.sampled_from(Theme), max_size=3),
    target_groups=st.lists(st.sampled_from(TargetGroup), max_size=3),
    language=st.sampled_from(["nl", "en", "pt-BR"]),
    level=st.sampled_from(["", "A2", "1F"]),
    duration_minutes=st.none() | st.integers(1, 32_767),
    state=st.sampled_from(PackageState),
)


@given(st.lists(_packages, max_size=4))
def test_packages_written_and_read_are_the_same(rows: list[PackageDetails]) -> None:
    again = read_rows(write_rows(PackageDetails, rows).encode(), PackageDetails)

    assert [numbered.row for numbered in again] == rows
