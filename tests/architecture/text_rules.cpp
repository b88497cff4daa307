// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules.h"

#include <QRegularExpression>

namespace pulse::architecture {

using namespace Qt::StringLiterals;

namespace {

bool isHouse(const Source &source)
{
    return source.isCpp() && (source.isIn(u"shared") || source.isIn(u"server") || source.isIn(u"console"));
}

void reportWords(const Source &source, const QRegularExpression &words, const QString &why,
                 const Report &report)
{
    for (int i = 0; i < source.code.size(); ++i) {
        const auto match = words.match(source.code[i]);
        if (match.hasMatch())
            report(source, i + 1, match.captured() + u": "_s + why);
    }
}

} // namespace

void sqlStaysInTheStore(const Tree &tree, const Report &report)
{
    static const QRegularExpression statement(
        u"\\b(SELECT\\s[^\"]*\\sFROM|INSERT\\s+INTO|UPDATE\\s+\\w+\\s+SET|DELETE\\s+FROM|TRUNCATE|CREATE\\s+("
        u"TABLE|ROLE|"
        "INDEX|DATABASE|FUNCTION|SCHEMA)|ALTER\\s+(TABLE|ROLE|DATABASE|SYSTEM)|DROP\\s+(TABLE|ROLE|DATABASE)|"
        "GRANT\\s|"
        "SET\\s+(LOCAL\\s+)?ROLE|LISTEN\\s|NOTIFY\\s|ON\\s+CONFLICT)\\b|^\\s*(SELECT|BEGIN|COMMIT|ROLLBACK)"
        "\\b|"
        "\\b(select\\s+[\\w*., ()]+\\s+from|insert\\s+into|delete\\s+from)\\s+\\w+"_s);
    static const QRegularExpression library(u"^(libpq|QSql|QtSql)"_s);
    for (const Source &source : tree.sources) {
        if (!isHouse(source) || source.isIn(u"server/store"))
            continue;
        for (const Located &literal : source.literals) {
            if (statement.match(literal.text).hasMatch())
                report(source, literal.line, u"SQL outside server/store and sql/"_s);
        }
        for (const Located &include : source.includes) {
            if (library.match(include.text).hasMatch())
                report(source, include.line, include.text + u" outside server/store"_s);
        }
    }
}

// base/clock is the seam to the system's time, base/backoff the one to its randomness.
void pureRoomsArePure(const Tree &tree, const Report &report)
{
    static const QRegularExpression impure(u"\\b(QObject|Q_OBJECT|QTimer|QBasicTimer|"
                                           u"QElapsedTimer|QDeadlineTimer|QThread|QEventLoop|"
                                           "QCoreApplication|(system|steady|high_resolution)_clock::now|"
                                           "QDateTime::current\\w+|QDate::currentDate|"
                                           "QTime::currentTime|gettimeofday|clock_gettime|std::time|std::"
                                           "this_thread|std::j?thread|QRandomGenerator|"
                                           "std::random_device|std::rand|Q(Tcp|Udp|Local|Ssl)\\w*(Socket|"
                                           "Server)|QNetwork\\w+|QSql\\w+|PQ[a-z]\\w+|QFile|"
                                           "QSaveFile|QProcess|std::[io]?fstream)\\b"_s);
    for (const Source &source : tree.sources) {
        const Room *room = isHouse(source) ? tree.rooms.of(source) : nullptr;
        const bool isSeam =
            source.path == u"shared/base/clock.cpp" || source.path == u"shared/base/backoff.cpp";
        if (room && room->isPure && !isSeam)
            reportWords(source, impure, u"not in a pure room"_s, report);
    }
}

void instantsNotDateTimes(const Tree &tree, const Report &report)
{
    static const QRegularExpression words(u"\\bQDateTime\\b"_s);
    for (const Source &source : tree.sources) {
        if (isHouse(source) && !source.isIn(u"console"))
            reportWords(source, words, u"time is an Instant outside the console"_s, report);
    }
}

void scopesStayWhereTheyBelong(const Tree &tree, const Report &report)
{
    static const QRegularExpression system(u"\\bSystemScope\\b"_s);
    static const QRegularExpression feed(u"\\bFeedScope\\b"_s);
    for (const Source &source : tree.sources) {
        if (!isHouse(source) || source.isIn(u"server/store"))
            continue;
        if (!source.isIn(u"server/pipeline"))
            reportWords(source, system, u"only server/store and server/pipeline may see every tenant"_s,
                        report);
        if (!source.isIn(u"server/live"))
            reportWords(source, feed, u"only server/live may read every tenant's changes"_s, report);
    }
}

void environmentIsConfiguration(const Tree &tree, const Report &report)
{
    static const QRegularExpression words(u"\\b((secure_)?getenv|qgetenv|qEnvironmentVariable\\w*)\\b"_s);
    for (const Source &source : tree.sources) {
        if (isHouse(source) && !source.fileName().startsWith(u"configuration"))
            reportWords(source, words, u"the environment is read by configuration only"_s, report);
    }
}

void noMachinePaths(const Tree &tree, const Report &report)
{
    static const QRegularExpression machine(u"(?<![\\w.~}/-])/(work|root|home/\\w+|Users/\\w+)/"_s);
    for (const Source &source : tree.sources) {
        if (source.isIn(u"tests/architecture"))
            continue;
        for (int i = 0; i < source.lines.size(); ++i) {
            const auto match = machine.match(source.lines[i]);
            if (match.hasMatch())
                report(source, i + 1, match.captured() + u" is a path of one machine"_s);
        }
    }
}

// They change without notice, and packaging/lib does not install them.
void qtPrivateStaysPrivate(const Tree &tree, const Report &report)
{
    static const QRegularExpression header(u"(^|/)(private|qpa)/|^q\\w+_p\\.h$"_s);
    for (const Source &source : tree.sources) {
        for (const Located &include : source.includes) {
            if (header.match(include.text).hasMatch())
                report(source, include.line, include.text + u" is private to Qt"_s);
        }
    }
}

void filesAreShort(const Tree &tree, const Report &report)
{
    constexpr int kMost = 400;
    static const QRegularExpression source(
        u"\\.(cpp|h|sql|sh|py|js|ts|cmake)$|(^|/)CMakeLists\\.txt$|^packaging/dev$|^\\.ci/"_s);
    for (const Source &file : tree.sources) {
        const bool isGenerated = file.path == u"sql/schema.sql";
        if (source.match(file.path).hasMatch() && !isGenerated && file.lines.size() > kMost)
            report(file, static_cast<int>(file.lines.size()),
                   u"more than %1 lines: split it by noun"_s.arg(kMost));
    }
}

void filesSayWhoseTheyAre(const Tree &tree, const Report &report)
{
    for (const Source &source : tree.sources) {
        if (!source.isCpp())
            continue;
        const bool isSaid = source.lines.value(0).startsWith(u"// SPDX-FileCopyrightText: ")
            && source.lines.value(1).startsWith(u"// SPDX-License-Identifier: ");
        if (!isSaid)
            report(source, 1, u"begins with the two SPDX lines"_s);
        if (source.isHeader() && !source.lines.contains(u"#pragma once"_s))
            report(source, 1, u"a header has #pragma once"_s);
    }
}

} // namespace pulse::architecture
