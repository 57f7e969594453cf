"""One form for all log lines: ours, those of the server and those of libraries; none shows what opens a door."""

import logging.config
import re
import time
from typing import Any, Final

import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from structlog.typing import EventDict, Processor, WrappedLogger

from settings import Settings

QUIET_PATHS: Final = ("/health/", "/static/", "/metrics")
UNKNOWN_PATH: Final = "(unknown)"
# Tokens of signed links and personal feeds, whole and broken off; then passwords in the addresses of services.
_SECRETS: Final = re.compile(
    r"(?P<kept>/(?:my(?:/all)?|calendars|registrations)/|\b(?:token|password|secret)=|Bearer )[^/\s?&\"'{]+"
    r"|\b[A-Za-z0-9_-]{43,}"
    r"|(?P<user>://[^:/\s@]*:)[^@\s/]+(?=@)"
)

log = structlog.get_logger("leeragenda.requests")


def configure_logging(settings: Settings) -> None:
    logging.config.dictConfig(logging_config(settings.log_format, settings.log_level))
    structlog.configure(
        processors=[*_shared_processors(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, settings.log_level)),
        logger_factory=structlog.stdlib.LoggerFactory(),
    )


def logging_config(log_format: str, log_level: str) -> dict[str, Any]:
    """For logging.config.dictConfig; plain values, so that it can be handed to processes of the server."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": "leeragenda.logging.formatter", "log_format": log_format}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["stderr"], "level": log_level},
        # The server's own line for a request has the raw path, with the tokens in it.
        "loggers": {"granian.access": {"handlers": [], "propagate": False}, "_granian": {"level": log_level}},
    }


def formatter(log_format: str) -> structlog.stdlib.ProcessorFormatter:
    renderer: Processor = structlog.processors.JSONRenderer(ensure_ascii=False)
    if log_format == "console":
        renderer = structlog.dev.ConsoleRenderer()
    return structlog.stdlib.ProcessorFormatter(
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        foreign_pre_chain=_shared_processors(),
    )


def _shared_processors() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        # Here and not in the renderer, because that one would print local variables too.
        structlog.processors.format_exc_info,
        redact_secrets,
    ]


def redact_secrets(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = redacted(value)
    return event


def redacted(text: str) -> str:
    return _SECRETS.sub(lambda match: (match["kept"] or match["user"] or "") + "…", text)


def with_request_log(app: ASGIApp) -> ASGIApp:
    """One line for each answer, with the path as the route writes it: never with the values in it."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
            return
        method, started, status = scope["method"], time.perf_counter(), 500

        async def send_and_note_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await app(scope, receive, send_and_note_status)
        finally:
            _log_request(method, scope.get("path_template", UNKNOWN_PATH), status, time.perf_counter() - started)

    return wrapped


def _log_request(method: str, path: str, status: int, seconds: float) -> None:
    say = log.debug if path.startswith(QUIET_PATHS) else log.info
    say("request", method=method, path=path, status=status, milliseconds=round(seconds * 1000, 1))
