from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.base import OnDelete
from piccolo.columns.base import OnUpdate
from piccolo.columns.column_types import ForeignKey
from piccolo.columns.column_types import Serial
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check
from piccolo.constraints import Unique
from piccolo.table import Table


class TemplateRevision(Table, tablename="template_revision", schema=None):
    id = Serial(
        null=False,
        primary_key=True,
        unique=False,
        index=False,
        index_method=IndexMethod.btree,
        choices=None,
        db_column_name=None,
        secret=False,
    )


ID = "2026-11-22T21:29:46:430417"
VERSION = "1.38.0"
DESCRIPTION = "Links of published versions of templates"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="content_links", description=DESCRIPTION)

    manager.add_column(
        table_class_name="ContentLink",
        tablename="content_link",
        column_name="revision",
        db_column_name="revision",
        column_class_name="ForeignKey",
        column_class=ForeignKey,
        params={
            "references": TemplateRevision,
            "on_delete": OnDelete.cascade,
            "on_update": OnUpdate.cascade,
            "target_column": None,
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

    manager.drop_constraint(
        table_class_name="ContentLink",
        tablename="content_link",
        constraint_name="content_link_once",
        schema=None,
    )

    manager.drop_constraint(
        table_class_name="ContentLink",
        tablename="content_link",
        constraint_name="content_link_one_target",
        schema=None,
    )

    manager.add_constraint(
        table_class_name="ContentLink",
        tablename="content_link",
        constraint_name="content_link_of_one",
        constraint_class=Check,
        params={"condition": "num_nonnulls(activity, session, template, revision) = 1"},
        schema=None,
    )

    manager.add_constraint(
        table_class_name="ContentLink",
        tablename="content_link",
        constraint_name="content_link_there_once",
        constraint_class=Unique,
        params={
            "columns": [
                "package",
                "unit",
                "activity",
                "session",
                "template",
                "revision",
                "phase",
            ],
            "nulls_distinct": False,
        },
        schema=None,
    )

    return manager
