// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The real tree holds to the rules; a small tree that does shows, breach by breach, that each is found and
// named.
#include "architecture.h"
#include "rooms.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse::architecture;

namespace {

const QString kHeading = u"// SPDX-FileCopyrightText: x\n// SPDX-License-Identifier: y\n"_s;

class SmallTree {
public:
    SmallTree()
    {
        room(u"shared/base"_s, u"PURE"_s);
        room(u"shared/model"_s, u"PURE DEPENDS base"_s);
        room(u"server/store"_s, u"DEPENDS model"_s);
        room(u"server/rules"_s, u"PURE DEPENDS model"_s);
        room(u"server/pipeline"_s, u"DEPENDS store rules"_s);
        room(u"console/pages"_s, u"DEPENDS model"_s);
        header(u"shared/base/ids.h"_s);
        cpp(u"shared/base/clock.cpp"_s, u"auto t = std::chrono::system_clock::now();"_s);
        header(u"server/store/scope.h"_s, u"class SystemScope; // SELECT key FROM nothing"_s);
        cpp(u"server/store/table.cpp"_s, u"auto s = \"SELECT key FROM device\";"_s);
        header(u"server/rules/evaluator.h"_s);
        cpp(u"server/rules/evaluator.cpp"_s, u"#include \"rules/evaluator.h\"\n#include \"base/ids.h\""_s);
        cpp(u"server/pipeline/stage.cpp"_s, u"#include \"store/scope.h\"\nSystemScope *scope;"_s);
        cpp(u"server/pipeline/configuration.cpp"_s, u"auto home = qgetenv(\"HOME\");"_s);
        header(u"console/pages/customer/alert_page.h"_s);
        cpp(u"console/pages/customer/alert_page.cpp"_s, u"#include \"pages/customer/alert_page.h\""_s);
        header(u"console/pages/customer/device_page.h"_s);
        write(u"README.md"_s, u"See docs/work/ and https://example.com/work/this and ./root/that.\n"_s);
        write(u"tests/architecture/exceptions.txt"_s, u"# none\n"_s);
    }

    QString root() const { return m_folder.path(); }
    void write(const QString &path, const QString &text) const
    {
        QDir(root()).mkpath(QFileInfo(path).path());
        QFile file(root() + u'/' + path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text.toUtf8());
    }
    void header(const QString &path, const QString &text = {}) const
    {
        write(path, kHeading + u"#pragma once\n"_s + text + u'\n');
    }
    void cpp(const QString &path, const QString &text) const { write(path, kHeading + text + u'\n'); }
    void room(const QString &folder, const QString &declaration) const
    {
        const QString name = folder.section(u'/', -1);
        write(folder + u"/CMakeLists.txt"_s,
              u"# %1 — small.\npulse_room(%1 %2\n    SOURCES x.cpp)\n"_s.arg(name, declaration));
    }

private:
    QTemporaryDir m_folder;
};

// The violations without what they say: "rule path:line".
QStringList places(const QString &root)
{
    QStringList found;
    for (const QString &violation : violations(root))
        found << violation.section(u": "_s, 0, 0);
    return found;
}

} // namespace

class ArchitectureTest : public QObject {
    Q_OBJECT

private slots:
    void theRealTreeIsSeen();
    void theRealTreeHolds();
    void theSmallTreeHolds();
    void aBreachIsFound_data();
    void aBreachIsFound();
    void whatOnlyLooksLikeABreachIsNot_data();
    void whatOnlyLooksLikeABreachIsNot();
    void aRoomKnowsOnlyWhatItDependsOn();
    void aCycleIsFound();
    void anUnknownRoomIsFound();
    void aRoomWithoutASentenceIsFound();
    void aFileWithoutItsHeadingIsFound();
    void anOwnHeaderThatIsNotFirstIsFound();
    void aLongFileIsFound_data();
    void aLongFileIsFound();
    void foldersThatNeedEachOtherAreFound();
    void aFullFolderIsFound();
    void anExceptionSilencesOneRuleInOneFile();
    void anExceptionNoLongerNeededIsFound();
};

void ArchitectureTest::theRealTreeIsSeen()
{
    const auto sources = readTree(QStringLiteral(PULSE_SOURCE_DIR));
    const auto isSeen = [&sources](const QString &path) {
        return std::any_of(sources.begin(), sources.end(),
                           [&path](const auto &source) { return source.path == path; });
    };
    QVERIFY(isSeen(u"shared/base/clock.cpp"_s) && isSeen(u"CMakeLists.txt"_s));
    const Rooms rooms(sources);
    QVERIFY(rooms.byName().value(u"model"_s).isPure);
    QVERIFY(rooms.reach(rooms.byName().value(u"wire"_s)).contains(u"base"_s));
}

void ArchitectureTest::theRealTreeHolds()
{
    const QStringList found = violations(QStringLiteral(PULSE_SOURCE_DIR));
    QVERIFY2(found.isEmpty(), qPrintable(u"\n"_s + found.join(u'\n')));
}

void ArchitectureTest::theSmallTreeHolds()
{
    const SmallTree tree;
    QCOMPARE(violations(tree.root()), QStringList());
}

// Each row is one file with one line that breaks one rule; the heading takes the first two lines.
void ArchitectureTest::aBreachIsFound_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const QString &rule, const QString &path, const QString &text) {
        QTest::newRow(name) << path << text << u"%1 %2:3"_s.arg(rule, path);
    };
    const QString pure = u"server/rules/extra.cpp"_s;
    const QString stage = u"server/pipeline/extra.cpp"_s;
    row("select", u"sql"_s, stage, u"auto s = \"SELECT device_key FROM device\";"_s);
    row("raw select", u"sql"_s, stage, u"auto s = R\"x(\n  select * from device)x\";"_s);
    row("insert", u"sql"_s, stage, u"auto s = u\"INSERT INTO device VALUES (1)\"_s;"_s);
    row("update", u"sql"_s, stage, u"auto s = \"UPDATE device SET a = 1\";"_s);
    row("begin", u"sql"_s, stage, u"auto s = \"BEGIN\";"_s);
    row("set role", u"sql"_s, stage, u"auto s = \"SET LOCAL ROLE pulse_app\";"_s);
    row("libpq", u"sql"_s, stage, u"#include <libpq-fe.h>"_s);
    row("qt sql", u"sql"_s, stage, u"#include <QSqlDatabase>"_s);
    row("qt private", u"qt-private"_s, stage, u"#include <private/qobject_p.h>"_s);
    row("object", u"pure"_s, pure, u"class A : public QObject {};"_s);
    row("timer", u"pure"_s, pure, u"QTimer timer;"_s);
    row("system clock", u"pure"_s, pure, u"auto t = std::chrono::system_clock::now();"_s);
    row("steady clock", u"pure"_s, pure, u"auto t = steady_clock::now();"_s);
    row("socket", u"pure"_s, pure, u"QTcpSocket socket;"_s);
    row("randomness", u"pure"_s, pure, u"auto r = QRandomGenerator::global();"_s);
    row("pure in shared", u"pure"_s, u"shared/base/extra.cpp"_s, u"auto t = steady_clock::now();"_s);
    row("date time", u"time"_s, stage, u"QDateTime time;"_s);
    row("system scope", u"scope"_s, u"server/extra/extra.cpp"_s, u"SystemScope scope(connection);"_s);
    row("feed scope", u"scope"_s, u"server/extra/extra.cpp"_s, u"FeedScope scope(connection);"_s);
    row("system scope in a room", u"scope"_s, u"console/pages/extra.cpp"_s, u"SystemScope *scope;"_s);
    row("getenv", u"environment"_s, stage, u"auto v = std::getenv(\"X\");"_s);
    row("qgetenv", u"environment"_s, stage, u"auto v = qgetenv(\"X\");"_s);
    row("environment variable", u"environment"_s, stage, u"int v = qEnvironmentVariableIntValue(\"X\");"_s);
    row("machine path", u"machine-path"_s, stage, u"// see /work/notes"_s);
    row("home path", u"machine-path"_s, u"docs/extra.md"_s, u"cd /home/somebody/pulse"_s);
    row("root path", u"machine-path"_s, u"packaging/extra"_s, u"cp x /root/y"_s);
    row("undeclared include", u"include"_s, pure, u"#include \"store/scope.h\""_s);
    row("include of a page", u"page"_s, u"console/pages/customer/extra_page.cpp"_s,
        u"#include \"pages/customer/device_page.h\""_s);
    row("include of a page by a part", u"page"_s, u"console/pages/extra.cpp"_s,
        u"#include \"pages/customer/device_page.h\""_s);
}

void ArchitectureTest::aBreachIsFound()
{
    QFETCH(QString, path);
    QFETCH(QString, text);
    QFETCH(QString, expected);
    const SmallTree tree;
    tree.cpp(path, text);
    QCOMPARE(places(tree.root()), QStringList{expected});
}

void ArchitectureTest::whatOnlyLooksLikeABreachIsNot_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("a comment") << u"// a QTimer, SystemScope, getenv and SELECT a FROM b"_s;
    QTest::newRow("a block comment") << u"/* QTimer\n QObject */"_s;
    QTest::newRow("a word in a string") << u"auto s = \"QTimer QObject SystemScope\";"_s;
    QTest::newRow("an escaped quote") << u"auto s = \"a \\\" QTimer\";"_s;
    QTest::newRow("a digit separator") << u"int a = 1'000; // QTimer's\nint b = 1'000;"_s;
    QTest::newRow("a character") << u"char c = '\"'; // QTimer\nchar d = '\\'';"_s;
    QTest::newRow("English")
        << u"auto s = \"Select a device from the list\"; auto t = \"Update your settings\";"_s;
    QTest::newRow("a longer name") << u"int myQTimers = 0; bool is_getenv_here = false;"_s;
    QTest::newRow("an include in a comment") << u"// #include \"store/scope.h\""_s;
    QTest::newRow("somebody else's header") << u"#include \"other/scope.h\"\n#include <vector>"_s;
}

void ArchitectureTest::whatOnlyLooksLikeABreachIsNot()
{
    QFETCH(QString, text);
    const SmallTree tree;
    tree.cpp(u"server/rules/extra.cpp"_s, text);
    QCOMPARE(violations(tree.root()), QStringList());
}

void ArchitectureTest::aRoomKnowsOnlyWhatItDependsOn()
{
    const SmallTree tree;
    tree.room(u"server/rules"_s, u"PURE"_s); // no longer DEPENDS model, so base is out of reach
    QCOMPARE(places(tree.root()), QStringList{u"include server/rules/evaluator.cpp:4"_s});
}

void ArchitectureTest::aCycleIsFound()
{
    const SmallTree tree;
    tree.room(u"shared/base"_s, u"PURE DEPENDS model"_s);
    QCOMPARE(
        places(tree.root()),
        (QStringList{u"cycle shared/base/CMakeLists.txt:1"_s, u"cycle shared/model/CMakeLists.txt:1"_s}));
}

void ArchitectureTest::anUnknownRoomIsFound()
{
    const SmallTree tree;
    tree.room(u"server/store"_s, u"DEPENDS model modle"_s);
    QCOMPARE(places(tree.root()), QStringList{u"unknown-room server/store/CMakeLists.txt:1"_s});
}

void ArchitectureTest::aRoomWithoutASentenceIsFound()
{
    const SmallTree tree;
    tree.write(u"server/store/CMakeLists.txt"_s, u"pulse_room(store DEPENDS model)\n"_s);
    QCOMPARE(places(tree.root()), QStringList{u"room-sentence server/store/CMakeLists.txt:1"_s});
}

void ArchitectureTest::aFileWithoutItsHeadingIsFound()
{
    const SmallTree tree;
    tree.write(u"server/store/bare.cpp"_s, u"int a;\n"_s);
    tree.write(u"tests/unit/twice.h"_s, kHeading);
    QCOMPARE(places(tree.root()),
             (QStringList{u"heading server/store/bare.cpp:1"_s, u"heading tests/unit/twice.h:1"_s}));
}

void ArchitectureTest::anOwnHeaderThatIsNotFirstIsFound()
{
    const SmallTree tree;
    tree.cpp(u"server/rules/evaluator.cpp"_s, u"#include \"base/ids.h\"\n#include \"rules/evaluator.h\""_s);
    QCOMPARE(places(tree.root()), QStringList{u"own-header-first server/rules/evaluator.cpp:1"_s});
}

void ArchitectureTest::aLongFileIsFound_data()
{
    QTest::addColumn<QString>("path");
    for (const char *path :
         {"sql/queries/long.sql", "packaging/dev", "packaging/lib/long.sh", "server/CMakeLists.txt",
          "tests/e2e/long.py", "resources/web/long.js", ".ci/run"})
        QTest::newRow(path) << QString::fromLatin1(path);
}

void ArchitectureTest::aLongFileIsFound()
{
    QFETCH(QString, path);
    const SmallTree tree;
    tree.write(path, u"x\n"_s.repeated(400));
    QCOMPARE(violations(tree.root()), QStringList());
    tree.write(path, u"x\n"_s.repeated(401));
    QCOMPARE(places(tree.root()), QStringList{u"length %1:401"_s.arg(path)});
}

void ArchitectureTest::foldersThatNeedEachOtherAreFound()
{
    const SmallTree tree;
    tree.header(u"server/store/alerts/row.h"_s);
    tree.header(u"server/store/fleet/row.h"_s, u"#include \"store/alerts/row.h\""_s);
    QCOMPARE(violations(tree.root()), QStringList());
    tree.header(u"server/store/alerts/row.h"_s, u"#include \"store/fleet/row.h\""_s);
    QCOMPARE(places(tree.root()),
             (QStringList{u"folder-cycle server/store/alerts/row.h:4"_s,
                          u"folder-cycle server/store/fleet/row.h:4"_s}));
}

void ArchitectureTest::aFullFolderIsFound()
{
    const SmallTree tree;
    for (int i = 0; i < 40; ++i)
        tree.write(u"docs/pages/%1.md"_s.arg(i, 2, 10, QChar(u'0')), u"x\n"_s);
    QCOMPARE(violations(tree.root()), QStringList());
    tree.write(u"docs/pages/40.md"_s, u"x\n"_s);
    QCOMPARE(places(tree.root()), QStringList{u"folder-size docs/pages/40.md:1"_s});
}

void ArchitectureTest::anExceptionSilencesOneRuleInOneFile()
{
    const SmallTree tree;
    tree.cpp(u"server/rules/extra.cpp"_s, u"QTimer timer;\nQDateTime time;"_s);
    tree.cpp(u"server/rules/other.cpp"_s, u"QTimer timer;"_s);
    tree.write(u"tests/architecture/exceptions.txt"_s, u"pure server/rules/extra.cpp  # for the test\n"_s);
    QCOMPARE(places(tree.root()),
             (QStringList{u"pure server/rules/other.cpp:3"_s, u"time server/rules/extra.cpp:4"_s}));
}

void ArchitectureTest::anExceptionNoLongerNeededIsFound()
{
    const SmallTree tree;
    tree.write(u"tests/architecture/exceptions.txt"_s,
               u"# why\npure server/rules/gone.cpp  # it was needed\n"_s);
    QCOMPARE(places(tree.root()), QStringList{u"exception tests/architecture/exceptions.txt:2"_s});
}

QTEST_GUILESS_MAIN(ArchitectureTest)
#include "architecture_test.moc"
