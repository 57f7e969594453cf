from pathlib import Path

from piccolo.conf.apps import AppConfig

from identity.tables import (
    Account,
    AccountLink,
    ApiToken,
    ExternalIdentity,
    HostPlace,
    RecoveryCode,
    RoleAssignment,
    SignInFailure,
    StaffSession,
)

APP_CONFIG = AppConfig(
    app_name="identity",
    migrations_folder_path=str(Path(__file__).parent / "migrations"),
    table_classes=[
        Account,
        RoleAssignment,
        ApiToken,
        StaffSession,
        SignInFailure,
        RecoveryCode,
        AccountLink,
        ExternalIdentity,
        HostPlace,
    ],
    migration_dependencies=["places.piccolo_app"],
)
