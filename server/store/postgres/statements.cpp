// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/postgres/statements.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QHash>

// Outside the namespace: the macro declares the resource's function where it stands.
static void loadSqlResource() { Q_INIT_RESOURCE(pulse_sql); }

namespace pulse::store {

namespace {

using namespace Qt::StringLiterals;

QByteArray readResource(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void readQueries(const QFileInfo &file, QHash<QByteArray, QByteArray> &statements)
{
    constexpr QByteArrayView kMarker("-- name: ");
    QByteArray name;
    for (const QByteArray &line : readResource(file.filePath()).split('\n')) {
        if (line.startsWith(kMarker)) {
            name = file.baseName().toLatin1() + '.' + line.mid(kMarker.size()).trimmed();
            Q_ASSERT_X(!statements.contains(name), "statements", "one name, one statement");
            statements.insert(name, QByteArray());
        } else if (!name.isEmpty()) {
            statements[name] += line + '\n';
        }
    }
}

const QHash<QByteArray, QByteArray> &statements()
{
    static const auto all = [] {
        loadSqlResource();
        QHash<QByteArray, QByteArray> read;
        for (const QFileInfo &file : QDir(u":/pulse/sql/queries"_s).entryInfoList(QDir::Files, QDir::Name))
            readQueries(file, read);
        for (QByteArray &text : read) {
            text = text.trimmed();
            if (text.endsWith(';'))
                text.chop(1);
        }
        return read;
    }();
    return all;
}

} // namespace

QByteArray statementText(const char *name)
{
    return statements().value(QByteArray::fromRawData(name, qstrlen(name)));
}

QList<QByteArray> statementNames() { return statements().keys(); }

QList<std::pair<QByteArray, QByteArray>> migrationTexts()
{
    loadSqlResource();
    QList<std::pair<QByteArray, QByteArray>> texts;
    for (const QFileInfo &file : QDir(u":/pulse/sql/migrations"_s).entryInfoList(QDir::Files, QDir::Name))
        texts.append({file.fileName().toLatin1(), readResource(file.filePath())});
    return texts;
}

} // namespace pulse::store
