// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the documentation says of the tree is so: the table of rooms, and the links between pages.
#include "rooms.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse::architecture;

namespace {

const QString kRoot = QStringLiteral(PULSE_SOURCE_DIR);

QString textOf(const QString &path)
{
    QFile file(kRoot + u'/' + path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QStringList pages()
{
    QStringList pages{u"README.md"_s, u"CHANGELOG.md"_s};
    for (const QString &folder : {u"docs"_s, u"docs/decisions"_s}) {
        for (const QString &name : QDir(kRoot + u'/' + folder).entryList({u"*.md"_s}))
            pages.append(folder + u'/' + name);
    }
    return pages;
}

// The folders below tests/ where a test of that name is written.
QMultiHash<QString, QString> foldersOfTests()
{
    static const QRegularExpression definition(u"^void \\w+::(\\w+)\\(\\)$"_s,
                                               QRegularExpression::MultilineOption);
    QMultiHash<QString, QString> folders;
    QDirIterator files(kRoot + u"/tests"_s, {u"*_test.cpp"_s}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString file = QDir(kRoot).relativeFilePath(files.next());
        for (const auto &match : definition.globalMatch(textOf(file)))
            folders.insert(match.captured(1), QFileInfo(file).path());
    }
    return folders;
}

// What ctest runs of a folder is told by a file of the same folder of the build.
bool isRunIn(const QString &folder, const QString &test)
{
    QFile tests(QStringLiteral(PULSE_BINARY_DIR) + u'/' + folder + u"/CTestTestfile.cmake"_s);
    return tests.open(QIODevice::ReadOnly)
        && tests.readAll().contains("add_test([=[" + test.toUtf8() + "]=]");
}

} // namespace

class DocsTest : public QObject {
    Q_OBJECT

private slots:
    void roomsAreThoseOfTheTree();
    void linksLeadSomewhere_data();
    void linksLeadSomewhere();
    void everyRecordIsInTheIndex();
    void everyFaultHasItsTest();
};

void DocsTest::roomsAreThoseOfTheTree()
{
    const Rooms rooms(readTree(kRoot));
    QVERIFY(rooms.byName().size() > 20);
    const QString page = textOf(u"docs/architecture.md"_s);
    static const QRegularExpression row(u"^\\| `([\\w/]+)`( ○)? \\| .* \\| ([\\w– ]+) \\|$"_s,
                                        QRegularExpression::MultilineOption);
    QMap<QString, QString> told;
    for (const auto &match : row.globalMatch(page))
        told.insert(match.captured(1), match.captured(3) + match.captured(2));
    QMap<QString, QString> found;
    for (const Room &room : rooms.byName()) {
        const QString depends = room.depends.isEmpty() ? u"–"_s : room.depends.join(u' ');
        found.insert(room.folder, depends + (room.isPure ? u" ○"_s : QString()));
    }
    for (const QString &folder : found.keys() + told.keys())
        QVERIFY2(told.value(folder) == found.value(folder),
                 qPrintable(u"docs/architecture.md says of %1: %2; it is: %3"_s.arg(
                     folder, told.value(folder), found.value(folder))));
}

void DocsTest::linksLeadSomewhere_data()
{
    QTest::addColumn<QString>("page");
    for (const QString &page : pages())
        QTest::newRow(qPrintable(page)) << page;
}

void DocsTest::linksLeadSomewhere()
{
    QFETCH(QString, page);
    const QString text = textOf(page);
    QVERIFY(!text.isEmpty());
    static const QRegularExpression link(u"\\]\\(([^)#]+)(#[^)]*)?\\)"_s);
    for (const auto &match : link.globalMatch(text)) {
        const QString target = match.captured(1);
        if (target.startsWith(u"http"_s))
            continue;
        const QString path = QFileInfo(kRoot + u'/' + page).path() + u'/' + target;
        QVERIFY2(QFileInfo::exists(path), qPrintable(page + u" links to "_s + target));
    }
}

void DocsTest::everyRecordIsInTheIndex()
{
    const QString index = textOf(u"docs/decisions/README.md"_s);
    const QStringList records = QDir(kRoot + u"/docs/decisions"_s).entryList({u"0*.md"_s});
    QVERIFY(!records.isEmpty());
    for (const QString &record : records)
        QVERIFY2(index.contains(u"("_s + record + u")"_s), qPrintable(record));
}

void DocsTest::everyFaultHasItsTest()
{
    static const QRegularExpression named(u"`(\\w+)::(\\w+)`"_s);
    const auto folders = foldersOfTests();
    int faults = 0;
    for (const QString &line : textOf(u"docs/faults.md"_s).split(u'\n')) {
        static const QRegularExpression row(u"^\\| [A-H]\\d* \\|"_s);
        if (!row.match(line).hasMatch())
            continue;
        ++faults;
        QVERIFY2(named.match(line).hasMatch(), qPrintable(line));
        for (const auto &test : named.globalMatch(line)) {
            const QStringList found = folders.values(test.captured(2));
            const bool isThere = std::any_of(found.begin(), found.end(), [&test](const QString &folder) {
                return isRunIn(folder, test.captured(1));
            });
            QVERIFY2(isThere,
                     qPrintable(u"docs/faults.md names %1, which is no test"_s.arg(test.captured())));
        }
    }
    QVERIFY(faults > 60);
}

QTEST_APPLESS_MAIN(DocsTest)

#include "docs_test.moc"
