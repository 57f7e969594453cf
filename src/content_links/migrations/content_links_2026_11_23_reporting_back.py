from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Varchar
from piccolo.columns.indexes import IndexMethod

ID = "2026-11-23T01:44:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Some providers tell what is completed"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="content_links", description=DESCRIPTION)

    manager.add_column(
        table_class_name="Provider",
        tablename="provider",
        column_name="report_parameter",
        db_column_name="report_parameter",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 40,
            "default": None,
            "null": True,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema=None,
    )

    return manager
