from pathlib import Path

from piccolo.conf.apps import AppConfig

from content_links.tables import ContentLink, Package, Unit

APP_CONFIG = AppConfig(
    app_name="content_links",
    migrations_folder_path=str(Path(__file__).parent / "migrations"),
    table_classes=[ContentLink, Package, Unit],
    migration_dependencies=["events.piccolo_app"],
)
