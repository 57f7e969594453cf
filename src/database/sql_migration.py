"""For what Piccolo's own migrations cannot say: triggers and partial indexes, written as SQL."""

from collections.abc import Sequence

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from database.engine import DB


def sql_migration(*, migration_id: str, app_name: str, description: str, statements: Sequence[str]) -> MigrationManager:
    """A migration that runs the statements in order, in the same transaction as the rest of the migration."""
    manager = MigrationManager(migration_id=migration_id, app_name=app_name, description=description)

    async def run() -> None:
        current = DB.current_transaction.get()
        if current is None:
            raise RuntimeError("Piccolo runs migrations in a transaction")
        for statement in statements:
            await current.connection.execute(statement)

    manager.add_raw(run)
    return manager
