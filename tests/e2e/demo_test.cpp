// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A demo shows something the moment it is ready: a day of every device, the alerts that lived in it, and
// nobody was told of those.
#include "base/clock.h"
#include "support/process/product.h"
#include "support/process/spin.h"
#include "support/suite/test_case.h"

#include <QFile>
#include <QJsonArray>
#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class DemoTest final : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void everyDeviceHasADayWithoutAGap();
    void nothingOfItWasRefused();
    void alertsOfThatDayHaveDeviceTimes();
    void nobodyWasToldOfThem();
    void noOtherReceiverIsToldWithoutTls();
    void aSecondStartTellsNothingAgain();

private:
    qint64 number(const QByteArray &sql);
    bool signIn(const QString &login);

    std::unique_ptr<test::Product> m_product;
    Instant m_before;
};

void DemoTest::initTestCase()
{
    m_before = SystemClock().now();
    test::ProductOptions options;
    options.program = QCoreApplication::applicationDirPath() + u"/pulse-server"_s;
    options.isDemo = true;
    auto product = test::Product::start(options);
    QVERIFY2(product, qPrintable(product ? QString() : product.error().what));
    m_product = *std::move(product);
    QVERIFY(signIn(u"customer1"_s));
}

bool DemoTest::signIn(const QString &login)
{
    QFile file(m_product->dataFolder() + u"/credentials"_s);
    if (!file.open(QIODevice::ReadOnly))
        return false;
    for (const QString &line : QString::fromUtf8(file.readAll()).split(u'\n')) {
        if (line.startsWith(login + u' '))
            return m_product->signIn(login, line.section(u' ', 1, -1, QString::SectionSkipEmpty)).has_value();
    }
    return false;
}

qint64 DemoTest::number(const QByteArray &sql)
{
    const auto answer = m_product->number(sql);
    if (!answer)
        qWarning().noquote() << answer.error().what;
    return answer.value_or(-1);
}

void DemoTest::everyDeviceHasADayWithoutAGap()
{
    QCOMPARE(number("SELECT count(DISTINCT device_key) FROM reading"), 50);
    QCOMPARE(number("SELECT count(*) FROM (SELECT device_key FROM reading WHERE ts < received_at - interval "
                    "'1 minute'"
                    " GROUP BY device_key HAVING count(*) >= 1435) AS whole"),
             50);
    // Before the fleet began; how long it told takes its time.
    const QByteArray before = "WHERE ts < '" + toRfc3339(m_before) + '\'';
    QCOMPARE(
        number("SELECT count(*) FROM (SELECT ts - lag(ts) OVER (PARTITION BY device_key ORDER BY ts) AS gap"
               " FROM reading "
               + before + ") AS g WHERE gap > interval '61 seconds'"),
        0);
    const QString day = QString::fromLatin1(toRfc3339(m_before - 24h));
    const QString now = QString::fromLatin1(toRfc3339(SystemClock().now()));
    const auto chart = m_product->call(
        "GET",
        u"/api/v2/devices/dev-0001/telemetry?points=100&metric=temp_c&start=%1&end=%2"_s.arg(day, now));
    QCOMPARE(chart.status, 200);
    const QJsonArray series = chart.json[u"series"_s].toArray();
    QCOMPARE(series.size(), 1);
    const auto buckets = series.first()[u"timestamps"_s].toArray().size();
    QVERIFY2(buckets >= 99, qPrintable(QString::number(buckets)));
}

void DemoTest::nothingOfItWasRefused()
{
    QCOMPARE(number("SELECT coalesce(sum(count), 0) FROM quarantine_counter"), 0);
    QCOMPARE(number("SELECT count(*) FROM reading WHERE is_late"), 0);
}

void DemoTest::alertsOfThatDayHaveDeviceTimes()
{
    const auto alerts = m_product->call("GET", u"/api/v2/alerts?status=CLOSED&limit=200"_s);
    QCOMPARE(alerts.status, 200);
    int lived = 0;
    for (const QJsonValue &alert : alerts.json[u"alerts"_s].toArray()) {
        const auto opened = parseIso8601(alert[u"opened_ts"_s].toString().toLatin1());
        const auto cleared = parseIso8601(alert[u"cleared_ts"_s].toString().toLatin1());
        QVERIFY(opened && cleared);
        lived += *cleared - *opened >= 2min && *opened < m_before;
    }
    QVERIFY2(lived >= 3, qPrintable(QString::number(lived)));
}

void DemoTest::nobodyWasToldOfThem()
{
    QCOMPARE(number("SELECT count(*) FROM delivery_job AS j JOIN alert AS a USING (alert_id)"
                    " WHERE a.opened_ts < a.created_at - interval '5 minutes'"),
             0);
}

// The demo's own receiver has no TLS; that is no leave for others.
void DemoTest::noOtherReceiverIsToldWithoutTls()
{
    for (const QString &url : {u"http://example.com/hook"_s, u"http://8.8.8.8/hook"_s}) {
        const auto answer = m_product->call("POST", u"/customer/integrations"_s,
                                            {{u"name"_s, u"mine"_s}, {u"webhook_url"_s, url}});
        QCOMPARE(answer.status, 400);
        QCOMPARE(answer.json[u"field"_s].toString(), u"webhook_url"_s);
        QVERIFY2(answer.json[u"detail"_s].toString().contains(u"https"_s),
                 qPrintable(answer.json[u"detail"_s].toString()));
    }
    const auto own = m_product->call("GET", u"/customer/integrations"_s);
    const QString id = own.json[u"integrations"_s].toArray().first()[u"integration_id"_s].toString();
    const auto tested = m_product->call("POST", u"/customer/integrations/%1/test"_s.arg(id));
    QCOMPARE(tested.json[u"success"_s], QJsonValue(true));
}

void DemoTest::aSecondStartTellsNothingAgain()
{
    QVERIFY(m_product->stop());
    const QByteArray past = "SELECT count(*) FROM reading WHERE ts < received_at - interval '1 minute'";
    QVERIFY(m_product->launch());
    QVERIFY(signIn(u"customer1"_s));
    const qint64 told = number(past);
    // Speaks of now again: what it says comes in after the start.
    const qint64 all = number("SELECT count(*) FROM reading");
    QVERIFY(test::spinUntil([&] { return number("SELECT count(*) FROM reading") > all + 50; }, 60s));
    QCOMPARE(number(past), told);
}

PULSE_TEST_CASE(DemoTest)
#include "demo_test.moc"
