"""Reads the traits of a package or an activity from a row."""

from collections.abc import Mapping
from typing import Any

from content_links.suggesting.weighing import Traits
from events.vocabulary import TargetGroup, Theme


def traits_of(record: Mapping[str, Any]) -> Traits:
    """:param record: has `themes`, `target_groups`, `level` and `language`."""
    return Traits(
        themes=frozenset(map(Theme, record["themes"])),
        target_groups=frozenset(map(TargetGroup, record["target_groups"])),
        level=record["level"],
        language=record["language"],
    )
