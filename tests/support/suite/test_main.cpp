// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/suite/test_case.h"

#include <QCoreApplication>
#include <QTest>
#include <cstdio>
#include <map>
#include <string>

namespace {

std::map<std::string, pulse::test::TestCase::Make> &testCases()
{
    static std::map<std::string, pulse::test::TestCase::Make> all;
    return all;
}

} // namespace

pulse::test::TestCase::TestCase(const char *name, Make make) { testCases().insert_or_assign(name, make); }

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QStringList arguments = QCoreApplication::arguments();
    const auto only = testCases().find(arguments.value(1).toStdString());
    if (only != testCases().end())
        arguments.removeAt(1);
    int failures = 0;
    int ran = 0;
    for (auto at = testCases().begin(); at != testCases().end(); ++at) {
        if (only != testCases().end() && at != only)
            continue;
        failures += QTest::qExec(at->second().get(), arguments);
        ++ran;
    }
    if (ran == 0)
        std::fprintf(stderr, "no test class is linked in\n");
    return ran == 0 ? 1 : std::min(failures, 127);
}
