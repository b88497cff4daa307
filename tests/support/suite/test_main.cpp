// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/suite/test_case.h"

#ifdef QT_WIDGETS_LIB
#include <QApplication>
#else
#include <QCoreApplication>
#endif
#include <QFileInfo>
#include <QTest>
#include <cstdio>
#include <map>

namespace {

#ifdef QT_WIDGETS_LIB
using Application = QApplication;
#else
using Application = QCoreApplication;
#endif

struct Registered {
    QString file; // without folder and ending
    pulse::test::TestCase::Make make;
};

std::map<QString, Registered> &testCases()
{
    static std::map<QString, Registered> all; // by name of the class
    return all;
}

bool names(const QString &argument, const QString &name, const Registered &test)
{
    return argument == name || argument == test.file;
}

} // namespace

pulse::test::TestCase::TestCase(const char *name, const char *file, Make make)
{
    const Registered test{QFileInfo(QString::fromLocal8Bit(file)).baseName(), make};
    if (!testCases().try_emplace(QString::fromLatin1(name), test).second)
        qFatal("two test classes are called %s", name);
}

int main(int argc, char **argv)
{
    Application application(argc, argv);
    QStringList arguments = QCoreApplication::arguments();
    const QString only = arguments.value(1).startsWith(u'-') ? QString() : arguments.value(1);
    if (!only.isEmpty())
        arguments.removeAt(1);
    int failures = 0;
    int ran = 0;
    for (const auto &[name, test] : testCases()) {
        if (!only.isEmpty() && !names(only, name, test))
            continue;
        failures += QTest::qExec(test.make().get(), arguments);
        ++ran;
    }
    if (ran == 0)
        std::fprintf(stderr, "no test class %s is linked in\n", qPrintable(only));
    return ran == 0 ? 1 : std::min(failures, 127);
}
