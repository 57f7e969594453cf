"""What is asked of an OAI-PMH catalogue, and what its answers say."""

from datetime import UTC, datetime

import pytest

from content_links.harvesting.errors import CatalogueRefuses, NotACatalogue, TokenExpired
from content_links.harvesting.oai_pmh import list_address, read_list
from content_links.vocabulary import PackageKind
from refusals import Refusal
from tests.content_links.harvesting.catalogues import answer, deleted, error, lom_record, record
from tests.content_links.harvesting.examples import NL_LOM


def test_addresses_ask_for_a_list_or_for_its_continuation() -> None:
    since = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    first = list_address("https://c.example/oai?repo=1", token=None, set_spec="taal", since=since)
    assert first == "https://c.example/oai?repo=1&verb=ListRecords&metadataPrefix=oai_dc&set=taal&from=2026-11-22"
    later = list_address("https://c.example/oai", token="a b&c", metadata_prefix="lom", set_spec="taal", since=since)
    assert later == "https://c.example/oai?verb=ListRecords&resumptionToken=a+b%26c"


def test_records_of_both_kinds_are_read_and_the_others_counted() -> None:
    body = answer(
        record("oai:1", "Bellen", "https://a.example/1", type="MovingImage", subject="digitale vaardigheden"),
        lom_record("oai:2", NL_LOM),
        deleted("oai:3"),
        record("oai:4", "Zonder adres", ""),
        record("oai:5", "", "https://a.example/5"),
        "<record><header><identifier>oai:6</identifier></header><metadata><mods/></metadata></record>",
        token="next",
    )
    part = read_list(body)
    assert [(each.identifier, each.title, each.kind) for each in part.found] == [
        ("oai:1", "Bellen", PackageKind.VIDEO),
        ("oai:2", "Rekenen met geld", PackageKind.VIDEO),
    ]
    assert (part.deleted, part.left_out, part.token) == (["oai:3"], 3, "next")
    assert part.answered_at == datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_last_word_about_a_record_counts() -> None:
    gone = read_list(answer(record("oai:1", "A", "https://a.example/"), deleted("oai:1")))
    back = read_list(answer(deleted("oai:1"), record("oai:1", "A", "https://a.example/")))
    assert ([each.title for each in gone.found], gone.deleted) == ([], ["oai:1"])
    assert ([each.title for each in back.found], back.deleted) == (["A"], [])


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (error("badResumptionToken"), TokenExpired),
        (error("cannotDisseminateFormat", "no lom here"), CatalogueRefuses),
        (b"<html/>", NotACatalogue),
        (b"", NotACatalogue),
        (b"<!DOCTYPE a><a/>", NotACatalogue),
        (answer(token="x" * 2_001), NotACatalogue),
    ],
)
def test_other_answers_are_refused(body: bytes, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        read_list(body)


def test_nothing_new_is_no_error() -> None:
    part = read_list(error("noRecordsMatch"))
    assert (part.found, part.deleted, part.token) == ([], [], None)
