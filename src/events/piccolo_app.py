from pathlib import Path

from piccolo.conf.apps import AppConfig

from events.tables import (
    Activity,
    ActivityAlias,
    Attendance,
    Edition,
    Programme,
    Registration,
    ScheduleRule,
    Session,
    Template,
)

APP_CONFIG = AppConfig(
    app_name="events",
    migrations_folder_path=str(Path(__file__).parent / "migrations"),
    table_classes=[
        Activity,
        ActivityAlias,
        Attendance,
        Edition,
        Programme,
        Registration,
        ScheduleRule,
        Session,
        Template,
    ],
    migration_dependencies=["identity.piccolo_app"],
)
