"""Renders pages, fragments and mails: one Jinja environment for each language, so that rendering needs no set-up.

Templates of the shell are named by their path in src/web/templates ("base.html"); those of another package by package
and path ("agenda/home.html" is src/agenda/templates/home.html).

In every template:
- `_`, `gettext`, `ngettext` and `{% trans %}` in the language of the environment, and `locale` itself;
- `asset("app.css")`: the address of a built file;
- `remembered(macro)`: the same macro, faster when it says the same few things again and again;
- `current_path`: the path and query of the page (only when rendered by `page`);
- filters of web.dates, without their locale: `day`, `full_day`, `short_day`, `near_day(today)`, `month`, `clock`,
  `duration`, and the functions `times(start, end)` and `period(start, end)`.

Names ending in .txt are not escaped; everything else is HTML.
"""

import zlib
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from jinja2.ext import i18n
from litestar import MediaType, Response

from settings import get_settings
from web import dates
from web.assets import assets
from web.i18n import Locale, locale_of, translator
from web.requests import AnyRequest, accepts_gzip, current_path
from web.template_output import PageEnvironment
from web.template_words import MacroContext, remembered, template_words

_GZIP_FORMAT = 31  # zlib's wbits for its largest window with the header of gzip
SOURCES = Path(__file__).parents[1]
PAGE_HEADERS: Mapping[str, str] = {
    "Cache-Control": "private, no-cache",
    "Vary": "Cookie, Accept-Encoding, Accept-Language, HX-Request, HX-Request-Type",
}


def page(
    request: AnyRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    status_code: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response[bytes]:
    """The answer of a page or a fragment, in the reader's language and never kept by shared caches.

    :param template: as for `render`.
    :param context: what the template needs; every name it uses must be there.
    """
    body = render(template, locale_of(request), {"current_path": current_path(request), **context}).encode()
    all_headers = {**PAGE_HEADERS, **(headers or {})}
    if accepts_gzip(request):
        # The fastest level: a page of fifty rows shrinks to a tenth in 60 microseconds.
        body = zlib.compress(body, level=1, wbits=_GZIP_FORMAT)
        all_headers["Content-Encoding"] = "gzip"
    return Response(body, status_code=status_code, media_type=MediaType.HTML, headers=all_headers)


def render(template: str, locale: Locale, context: Mapping[str, Any]) -> str:
    """:raises jinja2.TemplateError: no such template, or it uses a name that the context lacks."""
    return environment(locale).get_template(template).render(context)


@cache
def environment(locale: Locale) -> Environment:
    environment = PageEnvironment(
        loader=template_loader(SOURCES),
        extensions=[i18n],
        autoescape=lambda name: name is None or not name.endswith(".txt"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=-1,
        auto_reload=not get_settings().is_production,
    )
    environment.context_class = MacroContext
    environment.newstyle_gettext = True  # type: ignore[attr-defined] # of the extension
    environment.globals.update(template_words(translator(locale).translations))
    # In development an asset may get another address while the process goes on.
    keep = remembered if get_settings().is_production else _as_it_is
    environment.globals.update(locale=locale, asset=keep(assets().url), remembered=keep, **_in(locale, FUNCTIONS))
    environment.filters.update(_in(locale, FILTERS))
    return environment


def _as_it_is(say: Callable[..., str]) -> Callable[..., str]:
    return say


FILTERS: Mapping[str, Callable[..., str]] = {
    "day": dates.day_in_words,
    "full_day": dates.full_day_in_words,
    "short_day": dates.short_day_in_words,
    "near_day": dates.near_day_in_words,
    "month": dates.month_in_words,
    "clock": dates.time_in_words,
    "duration": dates.duration_in_words,
}
FUNCTIONS: Mapping[str, Callable[..., str]] = {"times": dates.times_in_words, "period": dates.period_in_words}


def _in(locale: Locale, sayings: Mapping[str, Callable[..., str]]) -> dict[str, Callable[..., str]]:
    return {name: partial(say, locale=locale) for name, say in sayings.items()}


def template_loader(sources: Path) -> BaseLoader:
    folders = {folder.parent.name: FileSystemLoader(folder) for folder in sources.glob("*/templates")}
    return ChoiceLoader([folders.pop("web"), PrefixLoader(folders)])
