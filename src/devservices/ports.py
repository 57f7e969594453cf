"""Ports on the loopback address, the only one that development services listen on."""

import socket

from devservices.errors import PortTakenError

LOOPBACK = "127.0.0.1"


def bind_loopback(port: int = 0) -> socket.socket:
    """A listening socket on 127.0.0.1; port 0 takes a free one. Raises PortTakenError."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOOPBACK, port))
        listener.listen()
    except OSError as error:
        listener.close()
        raise PortTakenError(port=port, reason=error.strerror or error) from error
    return listener


def require_free_port(port: int) -> None:
    """Raises PortTakenError when we cannot listen on 127.0.0.1:port; `demo` asks before it starts anything."""
    bind_loopback(port).close()


def free_port() -> int:
    """A port that nobody listens on now. Another program can still take it first, so callers retry."""
    with bind_loopback() as listener:
        port: int = listener.getsockname()[1]
    return port
