// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Many connections do not use up what else needs a descriptor.
#include "app/descriptors.h"
#include "support/suite/test_case.h"

#include <QRegularExpression>
#include <QTest>
#include <sys/resource.h>

using namespace pulse;
using namespace Qt::StringLiterals;

class DescriptorsTest : public QObject {
    Q_OBJECT
private slots:
    void theSoftLimitIsRaised();
    void connectionsStayBelowTheDescriptors_data();
    void connectionsStayBelowTheDescriptors();
};

void DescriptorsTest::theSoftLimitIsRaised()
{
    rlimit before{};
    QCOMPARE(getrlimit(RLIMIT_NOFILE, &before), 0);
    const auto low = static_cast<rlim_t>(64);
    QVERIFY(before.rlim_max > low);
    const rlimit lowered{low, before.rlim_max};
    QCOMPARE(setrlimit(RLIMIT_NOFILE, &lowered), 0);
    const int said = app::raiseDescriptorLimit();
    rlimit raised{};
    QCOMPARE(getrlimit(RLIMIT_NOFILE, &raised), 0);
    setrlimit(RLIMIT_NOFILE, &before);
    QCOMPARE(static_cast<rlim_t>(said), std::min(before.rlim_max, rlim_t{65'536}));
    QCOMPARE(raised.rlim_cur, static_cast<rlim_t>(said));
}

void DescriptorsTest::connectionsStayBelowTheDescriptors_data()
{
    QTest::addColumn<int>("descriptors");
    QTest::addColumn<int>("least");
    QTest::newRow("the usual soft limit") << 1'024 << 256;
    QTest::newRow("the usual hard limit, halved") << 4'096 << 2'000;
    QTest::newRow("very few") << 256 << 64;
}

void DescriptorsTest::connectionsStayBelowTheDescriptors()
{
    QFETCH(int, descriptors);
    QFETCH(int, least);
    api::DoorLimits limits;
    app::Configuration configuration;
    configuration.http.maxConnections = 2'000;
    configuration.http.connectionsPerAddress = configuration.http.liveSockets = 5'000;
    if (least < 2'000)
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"raise the limit of open files"_s));
    app::fitConnections(limits, configuration, descriptors);
    QVERIFY2(limits.connections >= least, QByteArray::number(limits.connections).constData());
    const int others = configuration.database.workers + configuration.delivery.inFlight;
    QVERIFY(limits.connections <= std::max(descriptors / 4, descriptors - others));
    QCOMPARE(limits.connectionsPerAddress, limits.connections / 2); // one address has half at most
    QCOMPARE(limits.live.sockets, limits.connections / 2);
}

PULSE_TEST_CASE(DescriptorsTest)
#include "descriptors_test.moc"
