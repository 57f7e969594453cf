from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from database.transaction import fetch, fetch_value
from places.closing import add_closure, remove_closure
from places.errors import UnknownClosure, UnknownOrganisation
from places.exporting import export_locations
from places.importing import import_closures, import_locations
from places.locating import add_location
from places.queries import closures_of_location, closures_of_locations, locations_of_organisation
from places.schemas import ClosureDetails, LocationDetails
from places.vocabulary import ClosureKind, HostKind, LocationKind, SchoolRegion
from tabular.counting import ImportCount
from tabular.errors import BadLines
from tabular.reading import read_rows
from tabular.writing import write_rows
from tests.places.calendars import AUTUMN_NORTH, AUTUMN_SOUTH, CHRISTMAS, calendar, event
from tests.places.examples import CENTRALE, make_organisation

pytestmark = pytest.mark.usefixtures("database")

LOCATIONS = b"""key,name,kind,host_kind,street,place,note
centrale,Centrale Bibliotheek,branch,,Librijesteeg 4,Rotterdam,"temporary home, until 2029"
slinge,Servicepunt Slinge,service_point,community_centre,,Rotterdam,Huis van de Wijk 't Klooster
fenix,Fenix,outreach,museum,,Rotterdam,partner location
"""
HOLIDAYS = ClosureKind.SCHOOL_HOLIDAYS
YEAR = (date(2027, 1, 1), date(2028, 12, 31))


async def test_locations_are_imported() -> None:
    organisation = await make_organisation()

    count = await import_locations(LOCATIONS, "rotterdam")

    found = await locations_of_organisation(organisation.id)
    assert count == ImportCount(created=3)
    assert [(each.slug, each.kind, each.host_kind) for each in found] == [
        ("centrale", LocationKind.BRANCH, None),
        ("slinge", LocationKind.SERVICE_POINT, HostKind.COMMUNITY_CENTRE),
        ("fenix", LocationKind.OUTREACH, HostKind.MUSEUM),
    ]


async def test_locations_imported_twice_are_unchanged() -> None:
    await make_organisation()
    await import_locations(LOCATIONS, "rotterdam")
    before = await fetch("SELECT id, xmin::text FROM location ORDER BY id")

    count = await import_locations(LOCATIONS, "rotterdam")

    assert count == ImportCount(unchanged=3)
    assert await fetch("SELECT id, xmin::text FROM location ORDER BY id") == before


async def test_only_the_location_that_differs_is_changed() -> None:
    await make_organisation()
    await import_locations(LOCATIONS, "rotterdam")

    count = await import_locations(LOCATIONS.replace(b"Librijesteeg 4", b"Hoogstraat 110"), "rotterdam")

    assert count == ImportCount(changed=1, unchanged=2)
    assert await fetch_value("SELECT street FROM location WHERE slug = 'centrale'") == "Hoogstraat 110"


async def test_column_that_is_not_in_the_file_is_left_as_it_is() -> None:
    organisation = await make_organisation()
    await import_locations(b"key,name,kind,latitude,longitude,phone\na,A,branch,51.92,4.48,010 1\n", "rotterdam")

    await import_locations(b"key,name,kind\na,Anders,branch\n", "rotterdam")

    location = (await locations_of_organisation(organisation.id))[0]
    assert (location.name, location.latitude, location.phone) == ("Anders", 51.92, "010 1")


async def test_location_as_dutch_excel_writes_it() -> None:
    organisation = await make_organisation()
    source = "\ufeffkey;name;kind;latitude;longitude;wheelchair\r\na;Één;branch;51,92;4,48;WAAR\r\n"

    await import_locations(source.encode(), "rotterdam")

    location = (await locations_of_organisation(organisation.id))[0]
    assert (location.name, location.latitude, location.wheelchair) == ("Één", 51.92, True)


async def test_bad_line_30_is_named_and_nothing_is_imported() -> None:
    await make_organisation()
    lines = ["key,name,kind"] + [f"place-{number},Place {number},branch" for number in range(2, 41)]
    lines[29] = "place-30,Place 30,brunch"

    with pytest.raises(BadLines) as caught:
        await import_locations("\n".join(lines).encode(), "rotterdam")

    assert [str(bad) for bad in caught.value.lines] == [
        "line 30: kind: brunch is not one of: branch, service_point, outreach, online, home."
    ]
    assert await fetch_value("SELECT count(*) FROM location") == 0


async def test_every_bad_location_is_named() -> None:
    await make_organisation()
    source = b"key,name,kind,latitude,longitude\nA B,,branch,,\nc,C,outreach,,\nd,D,home,95,4\ne,E,branch,1,\n"

    with pytest.raises(BadLines) as caught:
        await import_locations(source, "rotterdam")

    assert [str(bad) for bad in caught.value.lines] == [
        "line 2: name: This must be filled in.",
        "line 2: key: Use only small letters without accents, digits, and single hyphens between them.",
        "line 3: host_kind: An outreach location needs a kind of host, such as community_centre or school.",
        "line 4: latitude: 95 is too high: at most 90.0.",
        "line 5: longitude: Fill in both latitude and longitude, or neither.",
    ]


async def test_line_that_only_the_database_can_refuse_is_named() -> None:
    await make_organisation()
    await import_locations(b"key,name,kind,latitude,longitude\na,A,branch,51.92,4.48\n", "rotterdam")

    with pytest.raises(BadLines) as caught:
        await import_locations(b"key,name,kind,latitude\nb,B,branch,\na,A,branch,\n", "rotterdam")

    assert [str(bad) for bad in caught.value.lines] == [
        "line 3: latitude: Fill in both latitude and longitude, or neither."
    ]
    assert await fetch_value("SELECT count(*) FROM location") == 1


async def test_key_that_stands_twice() -> None:
    await make_organisation()

    with pytest.raises(BadLines) as caught:
        await import_locations(b"key,name,kind\na,A,branch\nb,B,branch\na,C,branch\n", "rotterdam")

    assert [str(bad) for bad in caught.value.lines] == ["line 4: key: a is already on line 2."]


async def test_import_for_an_unknown_organisation() -> None:
    with pytest.raises(UnknownOrganisation):
        await import_locations(LOCATIONS, "nowhere")
    with pytest.raises(UnknownOrganisation):
        await import_closures(calendar(CHRISTMAS), "nowhere", HOLIDAYS)


async def test_export_then_import_changes_nothing() -> None:
    await make_organisation()
    await import_locations(LOCATIONS, "rotterdam")

    exported = await export_locations("rotterdam")

    assert await import_locations(exported.encode(), "rotterdam") == ImportCount(unchanged=3)


_lines = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufeff"), max_size=12)
_details = st.builds(
    LocationDetails,
    key=st.from_regex(r"[a-z0-9]{1,5}(-[a-z0-9]{1,3}){0,2}", fullmatch=True),
    name=_lines.map(str.strip).filter(bool),
    kind=st.sampled_from(LocationKind),
    host_kind=st.sampled_from(HostKind),
    street=_lines,
    note=_lines | st.just("=1+1") | st.just("'@x\nsecond line"),
    wheelchair=st.none() | st.booleans(),
    phone=st.none() | st.just("+31 10 1234567"),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_details, max_size=5))
def test_locations_written_and_read_are_the_same(rows: list[LocationDetails]) -> None:
    again = read_rows(write_rows(LocationDetails, rows).encode(), LocationDetails)

    assert [numbered.row for numbered in again] == rows


async def test_closures_are_imported_and_twice_changes_nothing() -> None:
    await make_organisation()
    source = calendar(AUTUMN_NORTH, AUTUMN_SOUTH, CHRISTMAS)

    first = await import_closures(source, "rotterdam", HOLIDAYS)
    second = await import_closures(source, "rotterdam", HOLIDAYS)

    rows = await fetch("SELECT uid, name, first_day, last_day, region, kind FROM closure ORDER BY first_day")
    assert (first, second) == (ImportCount(created=3), ImportCount(unchanged=3))
    assert [tuple(row) for row in rows] == [
        ("autumn-noord", "Herfst & zo", date(2027, 10, 16), date(2027, 10, 24), "noord", "school_holidays"),
        ("autumn-zuid", "Herfst", date(2027, 10, 23), date(2027, 10, 31), "zuid", "school_holidays"),
        ("christmas-all", "Kerst", date(2027, 12, 25), date(2028, 1, 9), None, "school_holidays"),
    ]


async def test_closure_that_moved_is_changed_and_a_cancelled_one_removed() -> None:
    await make_organisation()
    await import_closures(calendar(AUTUMN_NORTH, AUTUMN_SOUTH), "rotterdam", HOLIDAYS)
    moved = AUTUMN_NORTH.replace("DTEND:20271025", "DTEND:20271026")
    cancelled = AUTUMN_SOUTH.replace("END:VEVENT", "STATUS:CANCELLED\r\nEND:VEVENT")
    unknown = event("gone", "Gone", "DTSTART:20270301", "STATUS:CANCELLED")

    count = await import_closures(calendar(moved, cancelled, unknown), "rotterdam", HOLIDAYS)

    assert count == ImportCount(changed=2)
    assert await fetch("SELECT uid, last_day FROM closure") == [("autumn-noord", date(2027, 10, 25))]


async def test_region_of_events_that_name_none() -> None:
    await make_organisation()
    source = calendar(
        AUTUMN_NORTH, CHRISTMAS, event("a", "A", "DTSTART:20270301"), event("b", "B (midden, zuid)", "DTSTART:20270401")
    )

    await import_closures(source, "rotterdam", HOLIDAYS, SchoolRegion.ZUID)

    rows = await fetch("SELECT uid, region FROM closure ORDER BY uid")
    assert [tuple(row) for row in rows] == [
        ("a", "zuid"),
        ("autumn-noord", "noord"),
        ("b#midden", "midden"),
        ("b#zuid", "zuid"),
        ("christmas-all", None),
    ]


async def test_bad_event_imports_nothing() -> None:
    await make_organisation()

    with pytest.raises(BadLines):
        await import_closures(calendar(AUTUMN_NORTH, event("b", "B")), "rotterdam", HOLIDAYS)

    assert await fetch_value("SELECT count(*) FROM closure") == 0


async def test_school_holidays_of_a_region_count_for_organisations_of_it() -> None:
    await make_organisation("kb", kind="national")
    await make_organisation("rotterdam", parent="kb", school_region="zuid")
    await make_organisation("delft", parent="kb")
    await import_closures(calendar(AUTUMN_NORTH, AUTUMN_SOUTH, CHRISTMAS), "kb", HOLIDAYS)
    south = await add_location(organisation_slug="rotterdam", details=CENTRALE)
    anywhere = await add_location(organisation_slug="delft", details=CENTRALE)

    found = await closures_of_locations([south.id, anywhere.id], *YEAR)

    assert [each.uid for each in found[south.id]] == ["autumn-zuid", "christmas-all"]
    assert [each.uid for each in found[anywhere.id]] == ["autumn-noord", "autumn-zuid", "christmas-all"]


async def test_closed_days_are_those_of_the_place_and_the_period() -> None:
    await make_organisation("kb", kind="national")
    await make_organisation("rotterdam", parent="kb")
    here = await add_location(organisation_slug="rotterdam", details=CENTRALE)
    await add_location(organisation_slug="rotterdam", details=CENTRALE.model_copy(update={"key": "fenix"}))
    inventory = {"kind": "closed", "name": "Inventory"}
    day, other = date(2027, 3, 1), date(2029, 3, 1)
    kept = [
        await add_closure(
            organisation_slug="rotterdam",
            details=ClosureDetails(**inventory, first_day=day, last_day=day, location=location),
        )
        for location in (None, "centrale")
    ]
    for organisation, location, first in (("kb", None, day), ("rotterdam", "fenix", day), ("rotterdam", None, other)):
        details = ClosureDetails(**inventory, first_day=first, last_day=first, location=location)
        await add_closure(organisation_slug=organisation, details=details)

    assert [each.id for each in await closures_of_location(here.id, *YEAR)] == kept


async def test_closure_is_removed_by_its_own_organisation_only() -> None:
    await make_organisation("rotterdam")
    await make_organisation("delft")
    details = ClosureDetails(kind="closed", name="A", first_day=date(2027, 3, 1), last_day=date(2027, 3, 1))
    closure_id = await add_closure(organisation_slug="rotterdam", details=details)

    with pytest.raises(UnknownClosure):
        await remove_closure(organisation_slug="delft", closure_id=closure_id)
    await remove_closure(organisation_slug="rotterdam", closure_id=closure_id)

    assert await fetch_value("SELECT count(*) FROM closure") == 0
