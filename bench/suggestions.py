"""How long suggestions take among 5,000 packages and 20,000 activities of 139 libraries."""

import time
from collections.abc import Awaitable, Callable, Sequence
from itertools import accumulate
from random import Random
from typing import Any

from bench.processor_time import seconds_of_children
from bench.services import migrated_database
from content_links.suggesting.activities import activities_for_package
from content_links.suggesting.counting_words import count_words
from content_links.suggesting.packages import packages_for_activity
from database.transaction import execute, execute_many, fetch, transaction
from events.vocabulary import TargetGroup, Theme

PACKAGES, ACTIVITIES, LIBRARIES, ASKED = 5_000, 20_000, 139, 300
_BEGINNINGS = """
taal lees schrijf reken computer telefoon foto film boek muziek dans tuin kook fiets wandel school werk geld
belasting zorg slaap beweeg spraak streek stads dorps jeugd ouderen kinder vrouwen mannen buurt natuur water kunst
teken schilder toneel theater geschiedenis familie stamboom reis taxi auto trein kranten nieuws radio
"""
_ENDS = """
les club kring middag avond ochtend groep hulp spel plan maatje punt bus kamer tafel wand lijst kaart doos brief
woord zin verhaal gesprek debat lezing tocht week markt winkel loket wijzer meter boom blad feest prijs
"""
_LOOSE = """
de het een en van voor met je in op aan wat hoe samen leren oefenen nederlands engels digitaal veilig internet
smartphone tablet digid toeslag huisarts dementie solliciteren vrijwilliger koffie thee beginner gevorderd
"""
_LANGUAGES = ("nl", "nl", "nl", "nl", "nl", "nl", "nl", "en", "ar", "tr")
_LEVELS = ("", "", "", "A1", "A2", "B1", "1F", "2F")
_ORGANISATIONS = """
INSERT INTO organisation (slug, name, kind, parent)
SELECT 'kb', 'Nationaal', 'national', NULL
"""
_LIBRARIES = """
INSERT INTO organisation (slug, name, kind, parent)
SELECT 'library-' || n, 'Bibliotheek ' || n, 'library', (SELECT id FROM organisation WHERE slug = 'kb')
FROM generate_series(1, $1) n
"""
_LOCATIONS = """
INSERT INTO location (organisation, key, slug, name, kind)
SELECT id, 'haven', slug || '-haven', 'De Haven', 'branch' FROM organisation WHERE kind = 'library'
"""
_PACKAGE = """
INSERT INTO package (slug, title, summary, description, provider, kind, access, url, themes, target_groups, language,
    level)
VALUES ($1, $2, $3, $4, 'Oefenplein', 'course', 'open', 'https://example.org/', $5, $6, $7, $8)
"""
_ACTIVITY = """
INSERT INTO activity (organisation, key, slug, title, summary, description, kind, form, wsob_function,
    registration_policy, themes, target_groups, language, entry_level)
SELECT id, $1, $1, $2, $3, $4, 'course', 'cohort', 'development_education', 'desk', $5, $6, $7, $8
FROM organisation WHERE slug = $9
"""
_EDITIONS = """
INSERT INTO edition (id, activity, location, first_day)
SELECT gen_random_uuid(), activity.id, location.id, current_date
FROM activity JOIN location ON location.organisation = activity.organisation
"""
_SESSIONS = """
INSERT INTO session (id, edition, location, starts_at, ends_at)
SELECT gen_random_uuid(), edition.id, edition.location, now() + n * interval '7 days' + interval '1 hour',
    now() + n * interval '7 days' + interval '3 hours'
FROM edition CROSS JOIN generate_series(0, 2) n
"""
_LINKS = """
INSERT INTO content_link (package, activity, phase)
SELECT DISTINCT (SELECT min(id) FROM package) + abs(hashtext(activity.slug)) % $1, activity.id, 'during'
FROM activity WHERE activity.id % 2 = 0
"""
_LICENCES = """
INSERT INTO licence (package, organisation, starts_on, ends_on)
SELECT package.id, organisation.id, current_date - 100, current_date + 300
FROM package JOIN organisation ON organisation.slug = CASE WHEN package.id % 2 = 0 THEN 'kb'
    ELSE 'library-' || (package.id % $1 + 1) END
WHERE package.id % 3 = 0
"""


class Writer:
    """Makes texts in which some words are frequent and most are rare, as in real ones; the same every time."""

    def __init__(self) -> None:
        self.random = Random(6)
        compounds = [begin + end for begin in _BEGINNINGS.split() for end in _ENDS.split()]
        self.random.shuffle(compounds)
        self._words = [*_LOOSE.split(), *compounds]
        self._weights = list(accumulate(1 / (rank + 3) for rank in range(len(self._words))))

    def words(self, number: int) -> str:
        return " ".join(self.random.choices(self._words, cum_weights=self._weights, k=number))

    def some(self, values: Sequence[Any], most: int) -> list[Any]:
        return self.random.sample(values, self.random.randint(1, most))

    def thing(self, slug: str) -> tuple[Any, ...]:
        return (
            slug,
            self.words(4).capitalize(),
            self.words(15),
            self.words(90),
            self.some([each.value for each in Theme], 2),
            self.some([each.value for each in TargetGroup], 2),
            self.random.choice(_LANGUAGES),
            self.random.choice(_LEVELS),
        )


async def main() -> None:
    """Prints the figures; the database is a new one, which is thrown away."""
    async with migrated_database():
        await _fill()
        start = time.perf_counter()
        await count_words()
        print(f"counting words: {(time.perf_counter() - start) * 1000:.0f} ms")
        await execute("VACUUM ANALYZE")
        libraries = [row["id"] for row in await fetch("SELECT id FROM organisation WHERE kind = 'library' ORDER BY id")]
        activities = [row["id"] for row in await fetch("SELECT id FROM activity ORDER BY md5(slug) LIMIT $1", ASKED)]
        packages = [row["id"] for row in await fetch("SELECT id FROM package ORDER BY md5(slug) LIMIT $1", ASKED)]
        await _time("packages for an activity", activities, packages_for_activity)
        one = libraries[:1]
        await _time("activities of a library for a package", packages, lambda each: activities_for_package(each, one))
        await _time("activities of all for a package", packages, lambda each: activities_for_package(each, libraries))


async def _time(name: str, asked: Sequence[int], suggest: Callable[[int], Awaitable[Sequence[Any]]]) -> None:
    took, found, used = [], 0, _processor_time()
    for each in asked:
        start = time.perf_counter()
        found += len(await suggest(each))
        took.append((time.perf_counter() - start) * 1000)
    used = (_processor_time() - used) / len(asked) * 1000
    took.sort()
    print(
        f"{name}: median {took[len(took) // 2]:.1f} ms, p95 {took[int(len(took) * 0.95)]:.1f} ms,"
        f" longest {took[-1]:.1f} ms, processor time {used:.1f} ms, {found / len(asked):.1f} found on average"
    )


def _processor_time() -> float:
    """In seconds, of the database and of this process."""
    return seconds_of_children() + time.process_time()


async def _fill() -> None:
    writer = Writer()
    async with transaction():
        await execute(_ORGANISATIONS)
        await execute(_LIBRARIES, LIBRARIES)
        await execute(_LOCATIONS)
        await execute_many(_PACKAGE, [writer.thing(f"package-{n}") for n in range(PACKAGES)])
        # Libraries offer much of the same under the same name.
        shared = [writer.thing("") for _ in range(200)]
        await execute_many(
            _ACTIVITY,
            [
                (
                    *(writer.thing(f"activity-{n}") if n % 2 else (f"activity-{n}", *writer.random.choice(shared)[1:])),
                    f"library-{n % LIBRARIES + 1}",
                )
                for n in range(ACTIVITIES)
            ],
        )
        # What links and meetings do to calendars takes minutes, and nobody looks at these.
        await execute("SET LOCAL session_replication_role = replica")
        await execute(_EDITIONS)
        await execute(_SESSIONS)
        await execute(_LINKS, PACKAGES)
        await execute(_LICENCES, LIBRARIES)
