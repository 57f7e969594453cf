"""Reads the files of the demo world and proves that what they name exists."""

import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from leeragenda.demo.model import ActivityShape, LinkShape, ProgrammeFile, World

_FOLDER = files("leeragenda.demo") / "world"


class BrokenWorldError(Exception):
    """The files name something that is not in them."""


@cache
def load_world() -> World:
    """:raises BrokenWorldError: with every name that is missing.
    :raises pydantic.ValidationError: a value has the wrong form.
    """
    single = [
        _read(_FOLDER / f"{name}.toml") for name in ("organisations", "locations", "packages", "templates", "people")
    ]
    programmes = [_read(path) for path in _toml_files(_FOLDER / "activities")]
    world = World.model_validate(
        {key: value for part in single for key, value in part.items()} | {"programmes": programmes}
    )
    if missing := sorted(set(_missing(world))):
        raise BrokenWorldError(", ".join(missing))
    return world


def _read(path: Traversable) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _toml_files(folder: Traversable) -> list[Traversable]:
    return sorted((path for path in folder.iterdir() if path.name.endswith(".toml")), key=lambda path: path.name)


def _missing(world: World) -> Iterator[str]:
    organisations = {each.slug for each in world.organisations}
    owners = {each.organisation for each in world.accounts} | {each.organisation for each in world.locations}
    owners |= {each.organisation for each in world.templates} | {each.organisation for each in world.programmes}
    yield from _unknown("organisation", owners, organisations)
    yield from _unknown("activity", (told.activity for told in world.told), (each.key for each in world.activities))
    for link in world.links:
        yield from _missing_of_link(world, link)
    for programme in world.programmes:
        for activity in programme.activities:
            yield from _missing_of_activity(world, programme, activity)


def _missing_of_activity(world: World, file: ProgrammeFile, activity: ActivityShape) -> Iterator[str]:
    programmes = world.organisation(file.organisation).programmes
    yield from _unknown("programme", [activity.programme], programmes)
    yield from _unknown("template", filter(None, [activity.template]), (each.slug for each in world.templates))
    for edition in activity.editions:
        places = {each.key: each for each in world.locations if each.organisation == file.organisation}
        yield from _unknown("location", [edition.location], places)
        if edition.location in places:
            yield from _unknown("room", filter(None, [edition.room]), places[edition.location].rooms)


def _missing_of_link(world: World, link: LinkShape) -> Iterator[str]:
    package = next((each for each in world.packages if each.slug == link.package), None)
    if package is None:
        yield f"package {link.package}"
    elif link.unit is not None and not 1 <= link.unit <= len(package.units):
        yield f"unit {link.unit} of {link.package}"


def _unknown(what: str, names: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    there = set(known)
    return (f"{what} {name}" for name in names if name not in there)
