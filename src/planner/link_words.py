"""Links and licences in the words of who plans."""

from datetime import date

from content_links.hanging import HangingLink
from content_links.licensing.errors import NotLicensed
from content_links.nearest import Level
from refusals import Refusal
from web.dates import full_day_in_words
from web.i18n import Translator


def facts_of_link(link: HangingLink, words: Translator) -> list[str]:
    """When it is meant, for which meeting and where it comes from."""
    facts = []
    if link.lesson is not None:
        facts.append(words.gettext("Lesson %(number)s only", number=link.lesson))
    if link.release_days < 0:
        facts.append(words.ngettext("%(num)s day before", "%(num)s days before", -link.release_days))
    if link.release_days > 0:
        facts.append(words.ngettext("%(num)s day after", "%(num)s days after", link.release_days))
    if link.required:
        facts.append(words.gettext("Everybody must do this"))
    if link.note:
        facts.append(f"“{link.note}”")
    return facts


def warning_in_words(warning: Refusal, words: Translator) -> str:
    """A refusal that is let pass, with its day as people say it."""
    details = dict(warning.details)
    if isinstance(warning, NotLicensed):
        details["day"] = full_day_in_words(date.fromisoformat(details["day"]), words.locale)
    return words.gettext(warning.message_id, **details)


def origin_of(link: HangingLink, words: Translator) -> str:
    """Where what is inherited comes from."""
    if link.level is Level.TEMPLATE:
        return words.gettext("From the building block")
    return words.gettext("From the activity")
