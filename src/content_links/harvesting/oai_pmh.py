"""Lists of records as a catalogue serves them by OAI-PMH 2.0. Pure: what to ask, and what an answer says."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlencode, urlsplit
from xml.etree.ElementTree import Element

from content_links.harvesting.dublin_core import read_dublin_core
from content_links.harvesting.errors import CatalogueRefuses, NotACatalogue, TokenExpired
from content_links.harvesting.found import FoundPackage
from content_links.harvesting.lom import is_lom, read_lom
from content_links.harvesting.markup import child, children, local, namespace, parse_markup, text
from refusals import Refusal
from tabular.reasons import shown

NAMESPACE: Final = "http://www.openarchives.org/OAI/2.0/"
MOST_BYTES: Final = 10_000_000
DUBLIN_CORE: Final = "oai_dc"
_LONGEST_TOKEN: Final = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPart:
    """:ivar left_out: how many records say too little: no title, no web address, or no metadata that we know.
    :ivar token: where the list goes on; None at its end.
    :ivar answered_at: aware, by the clock of the catalogue; None when it does not say.
    """

    found: list[FoundPackage] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    left_out: int = 0
    token: str | None = None
    answered_at: datetime | None = None


def list_address(
    base: str, *, token: str | None, metadata_prefix: str = "", set_spec: str = "", since: datetime | None = None
) -> str:
    """The address of a ListRecords request (section 4.5).

    :param since: only its day is asked for: every catalogue knows days, and not all know seconds.
    """
    asked = {"verb": "ListRecords"}
    if token is not None:  # an exclusive argument
        asked["resumptionToken"] = token
    else:
        asked["metadataPrefix"] = metadata_prefix or DUBLIN_CORE
        asked |= {"set": set_spec} if set_spec else {}
        asked |= {"from": since.astimezone(UTC).date().isoformat()} if since else {}
    parts = urlsplit(base)
    return parts._replace(query="&".join(filter(None, [parts.query, urlencode(asked)]))).geturl()


def read_list(body: bytes) -> ListPart:
    """:raises NotACatalogue: it is something else than OAI-PMH.
    :raises TokenExpired: the list has to be asked for from its beginning.
    :raises CatalogueRefuses: another error of section 3.6; no records is none.
    """
    root = _root(body)
    for error in children(root, "error"):
        _raise(error)
    records = child(root, "listrecords")
    part = _Part()
    for record in children(records, "record"):
        part.take(record)
    token = text(child(records, "resumptiontoken"))
    if len(token) > _LONGEST_TOKEN:
        raise NotACatalogue
    answered_at = _moment(text(child(root, "responsedate")))
    return ListPart(
        found=list(part.found.values()),
        deleted=list(part.deleted),
        left_out=part.left_out,
        token=token or None,
        answered_at=answered_at,
    )


def _root(body: bytes) -> Element:
    try:
        root = parse_markup(body, MOST_BYTES)
    except Refusal as refusal:
        raise NotACatalogue from refusal
    if namespace(root) != NAMESPACE or local(root) != "oai-pmh":
        raise NotACatalogue
    return root


def _raise(error: Element) -> None:
    code = error.get("code", "")
    if code == "badResumptionToken":
        raise TokenExpired
    if code != "noRecordsMatch":
        raise CatalogueRefuses(said=shown(f"{code} {text(error)}"))


class _Part:
    """The last that a list says about a record counts."""

    def __init__(self) -> None:
        self.found: dict[str, FoundPackage] = {}
        self.deleted: dict[str, None] = {}
        self.left_out = 0

    def take(self, record: Element) -> None:
        header = child(record, "header")
        identifier = " ".join(text(child(header, "identifier")).split())[:300]
        if header is not None and header.get("status") == "deleted":
            self.found.pop(identifier, None)
            self.deleted[identifier] = None
            return
        try:
            package = next((_package(each, identifier) for each in child(record, "metadata") or ()), None)
        except Refusal:
            package = None
        if package is None or package.url is None or not identifier:
            self.left_out += 1
        else:
            self.deleted.pop(identifier, None)
            self.found[identifier] = package


def _package(metadata: Element, identifier: str) -> FoundPackage | None:
    if is_lom(metadata):
        return read_lom(metadata, identifier=identifier)
    if local(metadata) == "dc":
        return read_dublin_core(metadata, identifier=identifier)
    return None


def _moment(written: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
