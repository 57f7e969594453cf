"""Coming sessions as RSS 2.0 (rssboard.org/rss-specification)."""

import re
from collections.abc import Iterable
from typing import Final
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from agenda.session_rows import SessionRow
from events.vocabulary import SessionState
from web.dates import period_in_words
from web.i18n import Translator

MEDIA_TYPE: Final = "application/rss+xml"
_ATOM: Final = "http://www.w3.org/2005/Atom"
# What XML 1.0 section 2.2 does not allow, not even escaped.
_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

register_namespace("atom", _ATOM)


def document(
    rows: Iterable[SessionRow], *, title: str, base: str, query: str, words: Translator, following: str = ""
) -> bytes:
    """The sessions in the order given, each with a guid that stays when it moves.

    :param base: the address of the site, without a slash at the end.
    :param query: what was asked for, encoded; empty for everything.
    :param following: the address of the part after this one (RFC 5005 section 3), empty on the last.
    """
    asked = f"?{query}" if query else ""
    root = Element("rss", version="2.0")
    channel = SubElement(root, "channel")
    _add(channel, "title", title)
    _add(channel, "link", f"{base}/agenda{asked}")
    _add(channel, "description", words.gettext("Courses, meetings and help at the library."))
    _add(channel, "language", words.locale)
    SubElement(channel, f"{{{_ATOM}}}link", href=f"{base}/agenda.rss{asked}", rel="self", type=MEDIA_TYPE)
    if following:
        SubElement(channel, f"{{{_ATOM}}}link", href=following, rel="next", type=MEDIA_TYPE)
    for row in rows:
        _add_item(channel, row, base, words)
    feed: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return feed


def _add_item(channel: Element, row: SessionRow, base: str, words: Translator) -> None:
    item = SubElement(channel, "item")
    cancelled = f"{words.gettext('Cancelled')}: " if row.state is SessionState.CANCELLED else ""
    when = period_in_words(row.starts_at, row.ends_at, words.locale)
    _add(item, "title", f"{cancelled}{row.title}, {when}")
    _add(item, "link", f"{base}/activities/{row.activity_slug}")
    where = ", ".join(part for part in (row.location_name, row.place) if part)
    _add(item, "description", "\n".join(part for part in (when, where, row.summary, row.cancel_reason) if part))
    for theme in row.themes:
        _add(item, "category", theme)
    _add(item, "guid", f"urn:uuid:{row.id}").set("isPermaLink", "false")


def _add(parent: Element, name: str, text: str) -> Element:
    element = SubElement(parent, name)
    element.text = _NO_XML.sub("", text)
    return element
