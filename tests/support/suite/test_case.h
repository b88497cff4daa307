// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Several test classes in one executable: each file ends with PULSE_TEST_CASE(ItsClass), and the executable
// links pulse_test_main, which runs them all in one process. A first argument that names a class, or its file
// without .cpp, runs only that one:
//   test_base ClockTest -v2 parses
//   test_door heads_test
#pragma once

#include <QObject>
#include <memory>

namespace pulse::test {

struct TestCase {
    using Make = std::unique_ptr<QObject> (*)();
    TestCase(const char *name, const char *file, Make make); // remembered until the end of the process
};

} // namespace pulse::test

#define PULSE_TEST_CASE(Class)                                                                               \
    static const pulse::test::TestCase registered##Class(                                                    \
        #Class, __FILE__, []() -> std::unique_ptr<QObject> { return std::make_unique<Class>(); });
