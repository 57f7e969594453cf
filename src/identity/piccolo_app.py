from pathlib import Path

from piccolo.conf.apps import AppConfig

from identity.tables import Account, ApiToken, RoleAssignment, StaffSession

APP_CONFIG = AppConfig(
    app_name="identity",
    migrations_folder_path=str(Path(__file__).parent / "migrations"),
    table_classes=[Account, ApiToken, RoleAssignment, StaffSession],
    migration_dependencies=["places.piccolo_app"],
)
