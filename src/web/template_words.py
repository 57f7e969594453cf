"""`gettext` and `ngettext` for templates, and calls of macros, faster than Jinja's own.

A page of fifty rows says some two hundred sentences and calls as many macros; these two make it a quarter faster.
"""

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from gettext import NullTranslations
from typing import Any, Final, TypeVar

from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from jinja2.runtime import Context, Macro
from jinja2.utils import _PassArg
from markupsafe import Markup


def template_words(translations: NullTranslations) -> Mapping[str, Callable[..., str]]:
    """The globals that the i18n extension expects of its new style: details are filled in, and escaped in HTML.

    The sentences themselves are not escaped: they come from us and may hold markup.
    """

    @cache
    def sentence(message: str) -> Markup:
        return Markup(translations.gettext(message) % {})  # noqa: S704  our own text

    # Only with plain numbers, of which equal ones are also written alike.
    @lru_cache(maxsize=1024, typed=True)
    def counted(singular: str, plural: str, number: int) -> Markup:
        return Markup(translations.ngettext(singular, plural, number) % {"num": number})  # noqa: S704

    # Details that are text of ours or of a row, such as a time: what is said again and again.
    @lru_cache(maxsize=1024)
    def worded(message: str, name: str, detail: str) -> Markup:
        return Markup(translations.gettext(message)) % {name: detail}  # noqa: S704  escapes the detail

    @pass_eval_context
    def gettext(context: EvalContext, message: str, /, **details: Any) -> str:
        if not details:
            return _in(context, sentence(message))
        if len(details) == 1 and context.autoescape:
            ((name, detail),) = details.items()
            # Only plain text: Markup equals it and is not escaped.
            if type(detail) is str:
                return worded(message, name, detail)
        return _filled_in(context, translations.gettext(message), details)

    @pass_eval_context
    def ngettext(context: EvalContext, singular: str, plural: str, number: int, /, **details: Any) -> str:
        if not details:
            return _in(context, counted(singular, plural, number))
        return _filled_in(context, translations.ngettext(singular, plural, number), {"num": number, **details})

    return {"_": gettext, "gettext": gettext, "ngettext": ngettext}


def _in(context: EvalContext, text: Markup) -> str:
    return text if context.autoescape else str(text)


def _filled_in(context: EvalContext, text: str, details: Mapping[str, Any]) -> str:
    return Markup(text) % details if context.autoescape else text % details  # noqa: S704  escapes the details


_Said = TypeVar("_Said")


def remembered(say: Callable[..., _Said]) -> Callable[..., _Said]:
    """The same macro, which keeps what it said; for one that says the same of the same few words on every page.

    As in `{% set icon = remembered(_icon) %}`. Text and Markup are kept apart, because only one of them is escaped.
    """
    return lru_cache(maxsize=512, typed=True)(say)


_REMEMBERED: Final = type(remembered(str))


class MacroContext(Context):
    """Calls macros and sentences without the search for what else could be called, which takes longer than they do."""

    def call(__self, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805  Jinja's own names, free for keywords
        kind = type(__obj)
        if (
            kind is not Macro
            and kind is not _REMEMBERED
            and getattr(__obj, "jinja_pass_arg", None) is not _PassArg.eval_context
        ):
            return super().call(__obj, *args, **kwargs)
        kwargs.pop("_loop_vars", None)
        kwargs.pop("_block_vars", None)
        if kind is _REMEMBERED:
            return __obj(*args, **kwargs)
        return __obj(__self.eval_ctx, *args, **kwargs)
