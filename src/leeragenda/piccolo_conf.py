"""Where Piccolo's own commands find the engine and the tables (PICCOLO_CONF=leeragenda.piccolo_conf)."""

from piccolo.conf.apps import AppRegistry

from database.engine import DB

__all__ = ["APP_REGISTRY", "DB"]

APP_REGISTRY = AppRegistry(
    apps=[
        f"{package}.piccolo_app"
        for package in (
            "database",
            "outbox",
            "places",
            "identity",
            "history",
            "events",
            "content_links",
            "notifications",
            "agenda",
            "planner",
        )
    ]
)
