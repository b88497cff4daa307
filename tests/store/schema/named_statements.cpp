// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "named_statements.h"

#include "store/postgres/statements.h"

#include <QFile>

namespace pulse::test {

Result<std::vector<QByteArray>> answersOf(store::Connection &connection, const char *noun, const char *name)
{
    QFile file(QStringLiteral(PULSE_SOURCE_DIR "/tests/store/schema/%1.sql").arg(QLatin1StringView(noun)));
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::NotFound, file.fileName());
    const auto statements = store::readStatements({{noun, file.readAll()}});
    PULSE_TRY(const store::Rows rows,
              connection.select(statements.texts.value(QByteArray(noun) + '.' + name)));
    return rows.values<QByteArray>();
}

} // namespace pulse::test
