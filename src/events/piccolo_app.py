from pathlib import Path

from piccolo.conf.apps import AppConfig

from events.source_tables import CalendarSource, ImportedEvent
from events.staff_tables import (
    Assignment,
    EditionFacilitator,
    Facilitator,
    FacilitatorAbsence,
    FacilitatorHours,
)
from events.tables import (
    Activity,
    ActivityAlias,
    Answer,
    Attendance,
    Edition,
    Feedback,
    Programme,
    Question,
    Registration,
    RegistrationStep,
    ScheduleRule,
    Session,
    Template,
    TemplateRevision,
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
        TemplateRevision,
        Question,
        Answer,
        RegistrationStep,
        Facilitator,
        FacilitatorHours,
        FacilitatorAbsence,
        EditionFacilitator,
        Assignment,
        CalendarSource,
        ImportedEvent,
        Feedback,
    ],
    migration_dependencies=["identity.piccolo_app", "history.piccolo_app"],
)
