//! The schema, embedded in the program.

use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};

/// The table that lists the applied migrations. It is not sqlx's default, so that a program can
/// keep its own migrations in the same database.
const TABLE: &str = "payments_journal_migrations";

/// All migrations, for every engine.
pub(super) fn migrator() -> Migrator {
    let migration = |version, description: &'static str, sql: &'static str| {
        let kind = MigrationType::Simple;
        Migration::new(version, description.into(), kind, sql.into_sql_str(), false)
    };
    let mut migrator = Migrator::with_migrations(vec![
        migration(
            1,
            "attempts",
            include_str!("../../migrations/0001_attempts.sql"),
        ),
        migration(
            2,
            "tokens",
            include_str!("../../migrations/0002_tokens.sql"),
        ),
    ]);
    migrator.dangerous_set_table_name(TABLE);
    migrator
}
