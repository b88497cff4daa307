// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A header without a .cpp is compiled alone in the `layers` build, and one that cannot be breaks that build.
// Shown on a project of one room, built with the project's own cmake/PulseRooms.cmake.
#include "support/process/child_process.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse::test;

class HeadersTest : public QObject {
    Q_OBJECT

private slots:
    void aHeaderCompilesAlone_data();
    void aHeaderCompilesAlone();
};

void HeadersTest::aHeaderCompilesAlone_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<bool>("builds");
    QTest::newRow("includes what it uses")
        << QByteArray("#include <vector>\ninline std::vector<int> a;\n") << true;
    QTest::newRow("relies on its includers") << QByteArray("inline std::vector<int> a;\n") << false;
}

void HeadersTest::aHeaderCompilesAlone()
{
    QFETCH(QByteArray, header);
    QFETCH(bool, builds);
    const QTemporaryDir folder;
    const auto write = [&folder](const QString &path, const QByteArray &text) {
        QDir(folder.path()).mkpath(QFileInfo(path).path());
        QFile file(folder.filePath(path));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    };
    write(u"CMakeLists.txt"_s,
          "cmake_minimum_required(VERSION 3.25)\nproject(one LANGUAGES CXX)\n"
          "set(CMAKE_CXX_STANDARD 20)\nset(PULSE_SHARED_ROOMS ON)\n"
          "add_library(pulse_compiler INTERFACE)\nadd_library(Qt6::Core INTERFACE IMPORTED)\n"
          "include(" PULSE_SOURCE_DIR "/cmake/PulseRooms.cmake)\nadd_subdirectory(tiny)\n");
    write(u"tiny/CMakeLists.txt"_s, "pulse_room(tiny SOURCES part.cpp)\n");
    write(u"tiny/part.h"_s, "#include <vector>\n");
    write(u"tiny/part.cpp"_s, "#include \"tiny/part.h\"\n#include \"tiny/alone.h\"\n");
    write(u"tiny/alone.h"_s, header);

    const QString build = folder.filePath(u"build"_s);
    const auto configured =
        ChildProcess::run(u"cmake"_s, {u"-S"_s, folder.path(), u"-B"_s, build, u"-G"_s, u"Ninja"_s});
    QVERIFY2(configured, configured ? "" : qPrintable(configured.error().what));
    const auto built = ChildProcess::run(u"cmake"_s, {u"--build"_s, build});
    QCOMPARE(built.has_value(), builds);
    if (!builds)
        QVERIFY2(built.error().what.contains(u"tiny/alone.h:1"_s), qPrintable(built.error().what));
}

QTEST_GUILESS_MAIN(HeadersTest)
#include "headers_test.moc"
