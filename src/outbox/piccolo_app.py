from pathlib import Path

from piccolo.conf.apps import AppConfig

from outbox.tables import Fact

APP_CONFIG = AppConfig(
    app_name="outbox",
    migrations_folder_path=str(Path(__file__).parent / "migrations"),
    table_classes=[Fact],
    migration_dependencies=["database.piccolo_app"],
)
