from pathlib import Path

from piccolo.conf.apps import AppConfig

from agenda.tables import CalendarSubscription, ContentChange, KeptFeed, RenderedEvent

APP_CONFIG = AppConfig(
    app_name="agenda",
    migrations_folder_path=str(Path(__file__).parent / "migrations"),
    table_classes=[CalendarSubscription, ContentChange, KeptFeed, RenderedEvent],
    migration_dependencies=["notifications.piccolo_app"],
)
