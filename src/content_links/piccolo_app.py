from pathlib import Path

from piccolo.conf.apps import AppConfig

from content_links.harvest_tables import HarvestSource, LinkCheck
from content_links.learner_tables import Learner, PackageUse, Progress
from content_links.licence_tables import Licence, LicencePolicyOf, LicenceSeat
from content_links.procurement_tables import Nomination, ProcurementStep
from content_links.tables import ContentLink, Package, Provider, SuggestionAnswer, Unit

APP_CONFIG = AppConfig(
    app_name="content_links",
    migrations_folder_path=str(Path(__file__).parent / "migrations"),
    table_classes=[
        ContentLink,
        Package,
        Unit,
        Provider,
        HarvestSource,
        LinkCheck,
        Licence,
        LicencePolicyOf,
        LicenceSeat,
        Learner,
        Progress,
        PackageUse,
        Nomination,
        ProcurementStep,
        SuggestionAnswer,
    ],
    migration_dependencies=["events.piccolo_app"],
)
