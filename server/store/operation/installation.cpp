// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/operation/installation.h"

namespace pulse::store {

using namespace Qt::StringLiterals;

Result<> prepareInstallation(Connection &connection, const QByteArray &database, const QByteArray &loginRole,
                             const QByteArray &password)
{
    // Names and a password cannot be parameters of DDL: the database quotes them itself.
    PULSE_TRY(const Rows rows,
              connection.query(
                  "installation.prepare",
                  {QString::fromUtf8(database), QString::fromUtf8(loginRole), QString::fromUtf8(password)}));
    PULSE_TRY(const auto commands, rows.values<QByteArray>());
    for (const QByteArray &command : commands)
        PULSE_CHECK(connection.command(command));
    return {};
}

Result<> checkDurability(Connection &connection)
{
    PULSE_TRY(const Rows rows, connection.query("installation.durability"));
    PULSE_TRY(const QString fsync, rows.value<QString>());
    if (fsync != "on"_L1)
        return fail(ErrorKind::Conflict,
                    u"the database runs with fsync = off: what it committed could be lost"_s);
    return {};
}

} // namespace pulse::store
