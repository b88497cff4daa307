// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// PostgreSQL dies under a server that answers requests. Once it is back, no request fails on a connection
// from before.
#include "support/process/product.h"
#include "support/process/spin.h"
#include "support/suite/test_case.h"

#include <QFile>
#include <QTest>
#include <csignal>

using namespace pulse;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class CrashTest final : public QObject {
    Q_OBJECT

private slots:
    void onceTheDatabaseIsBackNoGetFails();
};

void CrashTest::onceTheDatabaseIsBackNoGetFails()
{
    constexpr int kRequests = 40; // several for each worker
    auto started =
        test::Product::start({.program = QCoreApplication::applicationDirPath() + u"/pulse-server"_s});
    QVERIFY2(started, qPrintable(started ? QString() : started.error().what));
    test::Product &product = **started;
    QVERIFY(product.addTenant(u"acme"_s));
    const auto failures = [&product] {
        QList<int> statuses;
        for (int i = 0; i < kRequests; ++i) {
            if (const int status = product.call("GET", u"/api/v2/devices"_s).status; status != 200)
                statuses.append(status);
        }
        return statuses;
    };
    QCOMPARE(failures(), QList<int>());
    QFile pidFile(product.dataFolder() + u"/postgres/postmaster.pid"_s);
    QVERIFY(pidFile.open(QIODevice::ReadOnly));
    const pid_t postmaster = pidFile.readLine().trimmed().toInt();
    QVERIFY(postmaster > 1);
    QCOMPARE(::kill(postmaster, SIGKILL), 0);
    QVERIFY(test::spinUntil([&product] { return product.number("SELECT 1").value_or(0) == 1; }, 60s));
    QCOMPARE(failures(), QList<int>());
}

PULSE_TEST_CASE(CrashTest)

#include "crash_test.moc"
