"""A library with a programme file of the usual shape, for the tests of imports and schedules."""

from places.locating import add_location
from places.organising import create_organisation
from places.schemas import LocationDetails, OrganisationDetails
from places.vocabulary import LocationKind, OrganisationKind

HEADER = (
    "activity,title,former_names,kind,form,themes,target_groups,entry_level,partner,location,starts_on,ends_on,"
    "start_time,end_time,rrule,skip,registration,capacity,sessions,cost_eur"
)
TRACK = (
    "muisvaardig,Muisvaardig & zo,,course,guided_track,digitaal,beginners,,,centrale,2027-01-04,2027-12-17,10:00,12:00,"
    '"FREQ=WEEKLY;BYDAY=TU,TH",public_holidays,required,,,0'
)
TRACK_ELSEWHERE = (
    "muisvaardig,Muisvaardig & zo,,course,guided_track,digitaal,beginners,,,slinge,2027-01-04,2027-12-17,10:30,12:30,"
    "FREQ=WEEKLY;BYDAY=MO,public_holidays,required,,,0"
)
COURSE = (
    "foto,Fotocursus,Kiekjes,course,cohort,digitaal|kunst_cultuur,senioren,A2,Buurthuis|Fotoclub,slinge,2027-03-22,"
    "2027-05-15,14:00,16:00,FREQ=WEEKLY;BYDAY=MO,public_holidays,required,8,6,12.50"
)
CAFE_EARLY = (
    "praatcafe,Praatcafé,Taalcafé,meetup,walk_in,taal,nt2,A1,,centrale,2027-01-04,2027-12-17,10:00,11:30,"
    "FREQ=WEEKLY;BYDAY=WE,public_holidays,none,,,0"
)
CAFE_LATE = (
    "praatcafe,Praatcafé,Taalcafé,meetup,walk_in,taal,nt2,A1,,centrale,2027-01-04,2027-12-17,18:00,19:30,"
    "FREQ=WEEKLY;BYDAY=TU,public_holidays,none,,,0"
)
GROUP = (
    "lezen,Leesgroep,,study_circle,open_group,taal,volwassenen,,,centrale,2027-01-04,2027-12-17,13:30,16:30,"
    "FREQ=MONTHLY;BYDAY=-1TH,public_holidays,desk,,,0"
)
TALKS = (
    "online,Welkom online,,workshop,single,digitaal,senioren,,,slinge,2027-10-05,2027-10-26,14:00,16:00,"
    "FREQ=WEEKLY;BYDAY=TU;COUNT=4,public_holidays,required,12,,0"
)
SUBSIDIES = (
    "subsidies,Spreekuur,,walk_in,appointment,kunst_cultuur,kunstenaars,,,centrale,2027-01-04,2027-12-17,10:00,12:00,"
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH,public_holidays,external,,,0"
)
LINES = (TRACK, TRACK_ELSEWHERE, COURSE, CAFE_EARLY, CAFE_LATE, GROUP, TALKS, SUBSIDIES)


def programme(*lines: str) -> bytes:
    return "\r\n".join([HEADER, *lines, ""]).encode()


async def make_library(slug: str = "rotterdam") -> None:
    details = OrganisationDetails(slug=slug, name=slug.title(), kind=OrganisationKind.LIBRARY)
    await create_organisation(details=details)
    for key in ("centrale", "slinge"):
        location = LocationDetails(key=key, name=key.title(), kind=LocationKind.BRANCH)
        await add_location(organisation_slug=slug, details=location)
