from pathlib import Path

from piccolo.conf.apps import AppConfig

from notifications.tables import MailDomain, Message, ReceivedMail, UndeliverableAddress, Unsubscription

APP_CONFIG = AppConfig(
    app_name="notifications",
    migrations_folder_path=str(Path(__file__).parent / "migrations"),
    table_classes=[Message, UndeliverableAddress, Unsubscription, ReceivedMail, MailDomain],
    migration_dependencies=["content_links.piccolo_app"],
)
