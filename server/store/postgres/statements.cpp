// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/postgres/statements.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSet>

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

class StatementReader {
public:
    void take(const QByteArray &noun, const QByteArray &text)
    {
        QByteArray *current = nullptr;
        for (const QByteArray &line : text.split('\n')) {
            if (line.startsWith("-- name: "))
                current = begin(m_read.texts, noun + '.' + line.mid(9).trimmed());
            else if (line.startsWith("-- fragment: "))
                current = begin(m_fragments, noun + '.' + line.mid(13).trimmed());
            else if (current && !line.startsWith("--")) // a comment would end the line that a fragment is in
                *current += line + '\n';
        }
    }

    Statements finish()
    {
        for (QByteArray &fragment : m_fragments)
            fragment = fragment.trimmed();
        for (auto at = m_read.texts.begin(); at != m_read.texts.end(); ++at) {
            *at = expanded(at.key(), at->trimmed());
            if (at->endsWith(';'))
                at->chop(1);
        }
        for (auto at = m_fragments.keyBegin(); at != m_fragments.keyEnd(); ++at) {
            if (!m_used.contains(*at))
                m_read.faults.append("nobody uses the fragment " + *at);
        }
        return std::move(m_read);
    }

private:
    QByteArray *begin(QHash<QByteArray, QByteArray> &texts, const QByteArray &name)
    {
        if (texts.contains(name))
            m_read.faults.append("there are two of " + name);
        return &*texts.insert(name, QByteArray());
    }

    QByteArray expanded(const QByteArray &name, const QByteArray &text, int depth = 0)
    {
        static const QRegularExpression placeholder(u"\\{([a-z_]+\\.)?[a-z_]+\\}"_s);
        const QString source = QString::fromUtf8(text);
        QByteArray result;
        qsizetype end = 0;
        for (auto matches = placeholder.globalMatch(source); matches.hasNext();) {
            const auto match = matches.next();
            result += source.sliced(end, match.capturedStart() - end).toUtf8();
            result += fragment(name, match.captured().sliced(1).chopped(1).toUtf8(), depth);
            end = match.capturedEnd();
        }
        return result + source.sliced(end).toUtf8();
    }

    QByteArray fragment(const QByteArray &user, const QByteArray &named, int depth)
    {
        constexpr int kDeepest = 4; // fragments in fragments
        const QByteArray name = named.contains('.') ? named : user.left(user.indexOf('.') + 1) + named;
        m_used.insert(name);
        if (m_fragments.contains(name) && depth < kDeepest)
            return expanded(name, m_fragments.value(name), depth + 1);
        m_read.faults.append(user + " uses {" + named + "}, which does not exist or is in itself");
        return {};
    }

    Statements m_read;
    QHash<QByteArray, QByteArray> m_fragments;
    QSet<QByteArray> m_used;
};

const Statements &statements()
{
    static const Statements all = readStatements(queryFiles());
    return all;
}

} // namespace

QByteArray statementText(const char *name)
{
    return statements().texts.value(QByteArray::fromRawData(name, qstrlen(name)));
}

QList<QByteArray> statementNames() { return statements().texts.keys(); }

QueryFiles queryFiles()
{
    loadSqlResource();
    QueryFiles files;
    for (const QFileInfo &file : QDir(u":/pulse/sql/queries"_s).entryInfoList(QDir::Files, QDir::Name))
        files.append({file.baseName().toLatin1(), readResource(file.filePath())});
    return files;
}

Statements readStatements(const QueryFiles &files)
{
    StatementReader reader;
    for (const auto &[noun, text] : files)
        reader.take(noun, text);
    return reader.finish();
}

QList<std::pair<QByteArray, QByteArray>> migrationTexts()
{
    loadSqlResource();
    QList<std::pair<QByteArray, QByteArray>> texts;
    for (const QFileInfo &file : QDir(u":/pulse/sql/migrations"_s).entryInfoList(QDir::Files, QDir::Name))
        texts.append({file.fileName().toLatin1(), readResource(file.filePath())});
    return texts;
}

} // namespace pulse::store
