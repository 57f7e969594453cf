from pathlib import Path

from piccolo.conf.apps import AppConfig

from places.tables import Closure, Location, OpeningHours, Organisation, Room

APP_CONFIG = AppConfig(
    app_name="places",
    migrations_folder_path=str(Path(__file__).parent / "migrations"),
    table_classes=[Closure, Location, OpeningHours, Organisation, Room],
    migration_dependencies=["outbox.piccolo_app"],
)
