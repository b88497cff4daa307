// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/postgres/migrator.h"

#include "base/logging.h"
#include "store/postgres/row_shape.h"
#include "store/postgres/statements.h"

#include <QCryptographicHash>
#include <QRegularExpression>

Q_LOGGING_CATEGORY(lcStoreMigrator, "pulse.store.migrator")

namespace pulse::store {

using namespace Qt::StringLiterals;

namespace {

struct Migration {
    int version = 0;
    QByteArray name;
    QByteArray sql;
    QByteArray checksum;
};

struct AppliedMigration {
    int version = 0;
    QByteArray checksum;
};

const Query<AppliedMigration> kApplied{
    "migration.applied",
    {column("version", &AppliedMigration::version), column("checksum", &AppliedMigration::checksum)}};

QList<Migration> ourMigrations()
{
    QList<Migration> all;
    for (const auto &[name, sql] : migrationTexts()) {
        all.append({name.left(4).toInt(), name, sql,
                    QCryptographicHash::hash(sql, QCryptographicHash::Sha256).toHex()});
    }
    return all;
}

// version -> checksum as recorded.
Result<QHash<int, QByteArray>> appliedMigrations(Connection &connection)
{
    QHash<int, QByteArray> applied;
    PULSE_TRY(const Rows answer, connection.query("migration.table_exists"));
    PULSE_TRY(const bool exists, answer.value<bool>());
    if (!exists)
        return applied;
    PULSE_TRY(const Rows rows, connection.query(kApplied.name()));
    PULSE_TRY(const auto migrations, kApplied.read(rows));
    for (const AppliedMigration &migration : migrations)
        applied.insert(migration.version, migration.checksum);
    return applied;
}

Result<> refuseStrangers(const QHash<int, QByteArray> &applied, const QList<Migration> &ours)
{
    QHash<int, const Migration *> byVersion;
    for (const Migration &migration : ours)
        byVersion.insert(migration.version, &migration);
    for (auto at = applied.begin(); at != applied.end(); ++at) {
        const Migration *known = byVersion.value(at.key());
        if (!known)
            return fail(ErrorKind::Conflict,
                        u"the database has migration %1, which this build does not know: it is newer"_s.arg(
                            at.key()));
        if (known->checksum != at.value())
            return fail(
                ErrorKind::Conflict,
                u"migration %1 differs from the one that was applied"_s.arg(QLatin1StringView(known->name)));
    }
    return {};
}

Result<> apply(Connection &connection, const Migration &migration)
{
    // row_security = off: a migration that a policy would filter fails instead of changing nothing.
    PULSE_CHECK(connection.command("BEGIN; SET LOCAL row_security = off"));
    auto done = connection.command(migration.sql);
    if (done) {
        const auto recorded = connection.query("migration.record",
                                               {migration.version, QString::fromLatin1(migration.name),
                                                QString::fromLatin1(migration.checksum)});
        if (!recorded)
            done = tl::unexpected(recorded.error());
    }
    if (done)
        done = connection.command("COMMIT");
    if (!done) {
        Error error = inContext(QString::fromLatin1(migration.name), done.error());
        if (const auto undone = connection.command("ROLLBACK"); !undone)
            connection.close();
        return tl::unexpected(error);
    }
    qCInfo(lcStoreMigrator).noquote() << "migration applied" << kv("name", migration.name);
    return {};
}

Result<MigrationReport> migrateLocked(Connection &connection)
{
    PULSE_CHECK(connection.query("migration.create_table"));
    PULSE_TRY(const auto applied, appliedMigrations(connection));
    const QList<Migration> ours = ourMigrations();
    PULSE_CHECK(refuseStrangers(applied, ours));
    MigrationReport report;
    for (const Migration &migration : ours) {
        report.version = migration.version;
        if (applied.contains(migration.version))
            continue;
        PULSE_CHECK(apply(connection, migration));
        report.applied.append(migration.name);
    }
    return report;
}

Result<> admitLogin(Connection &connection, const QByteArray &loginRole)
{
    // Role names cannot be parameters of GRANT; the database quotes this one itself.
    PULSE_TRY(const Rows rows, connection.query("migration.grant_to_login", {QString::fromUtf8(loginRole)}));
    PULSE_TRY(const auto grants, rows.values<QByteArray>());
    for (const QByteArray &grant : grants)
        PULSE_CHECK(connection.command(grant));
    return {};
}

} // namespace

Result<MigrationReport> migrate(Connection &connection, const QByteArray &loginRole)
{
    PULSE_CHECK(connection.query("migration.lock"));
    auto report = migrateLocked(connection);
    if (report && !loginRole.isEmpty()) {
        if (auto admitted = admitLogin(connection, loginRole); !admitted)
            report = tl::unexpected(admitted.error());
    }
    if (const auto unlocked = connection.query("migration.unlock"); !unlocked)
        connection.close();
    return report;
}

Result<> checkSchema(Connection &connection)
{
    PULSE_TRY(const auto applied, appliedMigrations(connection));
    const QList<Migration> ours = ourMigrations();
    PULSE_CHECK(refuseStrangers(applied, ours));
    for (const Migration &migration : ours) {
        if (!applied.contains(migration.version))
            return fail(ErrorKind::Conflict,
                        u"the database lacks migration %1: run pulse-server migrate"_s.arg(
                            QLatin1StringView(migration.name)));
    }
    return {};
}

} // namespace pulse::store
