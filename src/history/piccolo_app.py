from pathlib import Path

from piccolo.conf.apps import AppConfig

from history.tables import Operation, RowChange

APP_CONFIG = AppConfig(
    app_name="history",
    migrations_folder_path=str(Path(__file__).parent / "migrations"),
    table_classes=[Operation, RowChange],
    migration_dependencies=["identity.piccolo_app"],
)
