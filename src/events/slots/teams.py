"""Chooses people who together can do what is needed. Pure."""

from collections.abc import Sequence

from events.slots.surroundings import Person
from events.vocabulary import Skill


def choose_team(free: Sequence[Person], count: int, skills: frozenset[Skill]) -> tuple[Person, ...] | None:
    """So many of them with all the skills between them, the earlier in the list the rather; None when there are none.

    Somebody with a missing skill has to be in any team that fits, so only those are tried.
    """
    chosen = _cover(list(free), count, skills)
    if chosen is None or len(free) < count:
        return None
    taken = {person.id for person in chosen}
    rest = [person.id for person in free if person.id not in taken]
    taken.update(rest[: count - len(chosen)])
    return tuple(person for person in free if person.id in taken)


def _cover(free: list[Person], count: int, skills: frozenset[Skill]) -> list[Person] | None:
    if not skills:
        return []
    if count == 0:
        return None
    needed = min(skills)
    for person in free:
        if needed in person.skills:
            others = _cover([each for each in free if each is not person], count - 1, skills - person.skills)
            if others is not None:
                return [person, *others]
    return None
