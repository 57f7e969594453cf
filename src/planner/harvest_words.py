"""What staff read about catalogues, as keys of the catalogues."""

from collections.abc import Mapping
from typing import Final

from content_links.vocabulary import HarvestKind

KINDS: Final[Mapping[HarvestKind, str]] = {
    HarvestKind.OAI_PMH: "A list by OAI-PMH",
    HarvestKind.JSON_LD: "A web page with JSON-LD",
}
