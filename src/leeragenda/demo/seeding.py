"""Fills an empty database with the demo world, once."""

from datetime import datetime, timedelta

from database.transaction import execute, fetch_value, transaction
from leeragenda.demo.accounts import seed_accounts
from leeragenda.demo.bouncing import let_mails_bounce
from leeragenda.demo.building_blocks import change_building_block, seed_building_blocks
from leeragenda.demo.cataloguing import seed_packages
from leeragenda.demo.course_packages import seed_course_package
from leeragenda.demo.errors import DemoRefusedInProduction
from leeragenda.demo.history import seed_history
from leeragenda.demo.housing import seed_locations, seed_organisations
from leeragenda.demo.learning import seed_learning
from leeragenda.demo.licences import seed_licences
from leeragenda.demo.loading import load_world
from leeragenda.demo.offering import cancel_meetings, seed_activities, seed_programmes
from leeragenda.demo.other_calendars import seed_other_calendars
from leeragenda.demo.planning import local_day
from leeragenda.demo.procuring import seed_procurement
from leeragenda.demo.sign_up_forms import seed_sign_up_forms
from leeragenda.demo.staffing import seed_equipment, seed_staff
from leeragenda.demo.telling import begin_story
from settings import get_settings

_LOCK = 0x1EE7A6E4DB  # another number than that of the migrations


async def is_seeded() -> bool:
    """Whether the demo world is in the database."""
    first = load_world().accounts[0].email
    return bool(await fetch_value("SELECT EXISTS (SELECT FROM account WHERE email = $1)", first))


async def seed(now: datetime) -> bool:
    """Seeds the demo world as if it is `now` (aware), all or nothing; False when it was there already.

    :raises DemoRefusedInProduction: the settings say that this is production.
    """
    if get_settings().is_production:
        raise DemoRefusedInProduction
    async with transaction():
        # Two demos that start at the same time on one database: the second waits, and finds it done.
        await execute("SELECT pg_advisory_xact_lock($1)", _LOCK)
        if await is_seeded():
            return False
        await _seed(now)
        return True


async def _seed(now: datetime) -> None:
    world = load_world()
    today = local_day(now)
    await seed_organisations(world, today)
    await seed_locations(world, today)
    await seed_equipment()
    await seed_accounts(world.accounts)
    await seed_packages(world.packages)
    await seed_course_package(now)
    await seed_procurement(today)
    await seed_licences(today)
    await seed_programmes(world)
    await seed_building_blocks(world)
    editions = await seed_activities(world, now)
    await seed_history(editions, world.names, now)
    await cancel_meetings(editions, now)
    await seed_staff(editions, today)
    await seed_other_calendars(today)
    await change_building_block()
    # So much at once PostgreSQL would take for empty tables until autovacuum comes by, which is after the mails of now.
    await execute("ANALYZE session, registration, attendance, edition, activity, content_link, location, package")
    await begin_story(world, now)
    await seed_learning(now)
    await let_mails_bounce(now - timedelta(days=8))
    await seed_sign_up_forms()
