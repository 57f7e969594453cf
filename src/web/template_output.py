"""What templates put out, escaped without making a Markup of every piece.

A page of fifty rows puts out more than a thousand pieces, and the object around each takes longer than escaping it. The
pieces are only joined; what a macro or a block gives back is Markup as before.
"""

from collections.abc import MutableMapping
from typing import Any

from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import Environment
from jinja2.nodes import Expr
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined] # what its escape calls


def written(value: Any) -> str:
    """The value as HTML."""
    kind = type(value)
    if kind is int:
        return str(value)
    text: str = value if kind is Markup else _escape_inner(value) if kind is str else escape(value)
    return text


class _OutputGenerator(CodeGenerator):
    def _output_child_pre(self, node: Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.written(")


class PageEnvironment(Environment):
    """Jinja's environment, with `written` for what is put out where escaping is on.

    A template keeps the globals of the environment as they are when it is loaded: Jinja looks through its chain of them
    for each import of each page.
    """

    code_generator_class = _OutputGenerator
    written = staticmethod(written)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Of a dict its keys come first; Jinja looks among its methods before, and for most finds out by an error."""
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}
