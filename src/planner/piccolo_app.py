from pathlib import Path

from piccolo.conf.apps import AppConfig

from planner.tables import CheckInChange

APP_CONFIG = AppConfig(
    app_name="planner",
    migrations_folder_path=str(Path(__file__).parent / "migrations"),
    table_classes=[CheckInChange],
    migration_dependencies=["events.piccolo_app"],
)
