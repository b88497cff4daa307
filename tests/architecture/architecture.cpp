// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "architecture.h"

#include "rules.h"

#include <QSet>

namespace pulse::architecture {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kExceptions = "tests/architecture/exceptions.txt"_L1;

const QList<Rule> &rules()
{
    static const QList<Rule> all{
        {u"sql"_s, sqlStaysInTheStore},
        {u"pure"_s, pureRoomsArePure},
        {u"time"_s, instantsNotDateTimes},
        {u"scope"_s, scopesStayWhereTheyBelong},
        {u"environment"_s, environmentIsConfiguration},
        {u"machine-path"_s, noMachinePaths},
        {u"qt-private"_s, qtPrivateStaysPrivate},
        {u"length"_s, filesAreShort},
        {u"heading"_s, filesSayWhoseTheyAre},
        {u"include"_s, includesAreDeclared},
        {u"cycle"_s, dependenciesHaveNoCycle},
        {u"unknown-room"_s, dependenciesExist},
        {u"room-sentence"_s, roomsSayWhatTheyAreFor},
        {u"page"_s, pagesDoNotKnowEachOther},
        {u"own-header-first"_s, ownHeaderComesFirst},
        {u"folder-cycle"_s, foldersHaveNoCycle},
        {u"folder-size"_s, foldersAreSmall},
    };
    return all;
}

QList<Violation> findAll(const Tree &tree)
{
    QList<Violation> found;
    for (const Rule &rule : rules()) {
        rule.check(tree, [&found, &rule](const Source &source, int line, const QString &what) {
            found.append({rule.name, source.path, line, what});
        });
    }
    return found;
}

// "rule path" -> line of the exceptions file.
QMap<QString, int> exceptions(const Tree &tree)
{
    QMap<QString, int> listed;
    for (const Source &source : tree.sources) {
        if (source.path != kExceptions)
            continue;
        for (int i = 0; i < source.lines.size(); ++i) {
            const QString entry = source.lines[i].section(u'#', 0, 0).simplified();
            if (!entry.isEmpty())
                listed.insert(entry, i + 1);
        }
    }
    return listed;
}

} // namespace

QStringList violations(const QString &root)
{
    QList<Source> sources = readTree(root);
    const Rooms rooms(sources);
    const Tree tree{std::move(sources), rooms};
    const QMap<QString, int> listed = exceptions(tree);
    QSet<QString> used;
    QStringList remaining;
    for (const Violation &violation : findAll(tree)) {
        const QString entry = violation.rule + u' ' + violation.path;
        if (listed.contains(entry))
            used.insert(entry);
        else
            remaining << u"%1 %2:%3: %4"_s.arg(violation.rule, violation.path)
                             .arg(violation.line)
                             .arg(violation.what);
    }
    for (auto entry = listed.begin(); entry != listed.end(); ++entry) {
        if (!used.contains(entry.key()))
            remaining << u"exception %1:%2: no longer needed: %3"_s.arg(kExceptions)
                             .arg(entry.value())
                             .arg(entry.key());
    }
    return remaining;
}

} // namespace pulse::architecture
