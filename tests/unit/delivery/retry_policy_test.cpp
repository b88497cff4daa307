// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which attempts count, when the next one is, and what a job dies of, as tables.
#include "delivery/job/retry_policy.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pulse::delivery;
using std::chrono::milliseconds;

namespace {

constexpr double kNoJitter = 0.5;

Attempt answered(int status, std::optional<milliseconds> retryAfter = {})
{
    return {.status = status, .code = u"http_%1"_s.arg(status), .retryAfter = retryAfter};
}

// A job whose every attempt is answered by `attempt`: for how long it lives, and how often it is tried.
struct Life {
    milliseconds lasted{0};
    int tries = 0;
};
Life liveThrough(const RetryPolicy &policy, const Attempt &attempt, bool isReceiverTroubled)
{
    Life life;
    int counted = 0;
    while (true) {
        ++life.tries;
        const bool isKnown = isReceiverTroubled && life.tries > 1; // the first failure is news
        const auto next = policy.after(attempt, {life.tries, counted, isKnown, life.lasted}, kNoJitter);
        counted += next.isCounted ? 1 : 0;
        if (!next.delay)
            return life;
        life.lasted += *next.delay;
    }
}

} // namespace

class RetryPolicyTest : public QObject {
    Q_OBJECT
private slots:
    void aMessageThatIsRefusedWhileOthersArriveHasItsAttempts();
    void aProbeUsesUpNoAttempt();
    void aLoneAlertOutlivesANight();
    void aReceiverThatIsAwayIsAskedEveryFewMinutes();
    void nothingWaitsForEver();
    void whatMayBeTheMessage_data();
    void whatMayBeTheMessage();
    void neverExceedsTheCap();
    void jittersByAFifth();
    void endsAreEnds();
    void honoursRetryAfter_data();
    void honoursRetryAfter();
    void wordsTheError();
};

void RetryPolicyTest::aMessageThatIsRefusedWhileOthersArriveHasItsAttempts()
{
    const RetryPolicy policy;
    for (int counted = 0; counted < 4; ++counted) {
        const auto next = policy.after(answered(500), {counted + 1, counted}, kNoJitter);
        QVERIFY(next.isCounted);
        QCOMPARE(next.delay, milliseconds(30s * (1 << counted)));
    }
    const auto last = policy.after(answered(500), {5, 4}, kNoJitter);
    QVERIFY(last.isCounted && !last.delay);
    QCOMPARE(liveThrough(policy, answered(500), false).tries, 5);
}

// However many there were: the next delay is that of the circuit.
void RetryPolicyTest::aProbeUsesUpNoAttempt()
{
    for (const int tries : {1, 2, 5, 100}) {
        const auto next = RetryPolicy().after(answered(500), {tries, 4, true, 1h}, kNoJitter);
        QVERIFY(!next.isCounted);
        QVERIFY(next.delay && *next.delay <= 5min);
    }
}

// One alert, too few failures for a circuit to open, and nothing else that could arrive.
void RetryPolicyTest::aLoneAlertOutlivesANight()
{
    for (const Attempt &attempt : {answered(500), answered(401), Attempt{.code = u"request_error:timeout"_s},
                                   Attempt{.code = u"request_error:connection_failed"_s}}) {
        const Life life = liveThrough(RetryPolicy(), attempt, true);
        QVERIFY(life.lasted >= 72h && life.lasted < 72h + 6min);
    }
}

void RetryPolicyTest::aReceiverThatIsAwayIsAskedEveryFewMinutes()
{
    const RetryPolicy policy;
    QCOMPARE(policy.after(answered(503), {1, 0, false}, kNoJitter).delay, milliseconds(30s));
    QCOMPARE(policy.after(answered(503), {3, 0, true}, kNoJitter).delay, milliseconds(2min));
    QCOMPARE(policy.after(answered(503), {9, 0, true}, kNoJitter).delay, milliseconds(5min));
    // It is well, and says of this one: later.
    QCOMPARE(policy.after(answered(503), {9, 0, false}, kNoJitter).delay, milliseconds(2h));
}

void RetryPolicyTest::nothingWaitsForEver()
{
    const RetryPolicy policy{.waits = 1h};
    QVERIFY(policy.after(answered(503), {9, 0, true, 1h - 1ms}, kNoJitter).delay);
    const auto last = policy.after(answered(503), {9, 0, true, 1h}, kNoJitter);
    QVERIFY(!last.isCounted && !last.delay);
}

void RetryPolicyTest::whatMayBeTheMessage_data()
{
    QTest::addColumn<QString>("code");
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("expected");
    for (const int status : {302, 500, 502, 504, 409})
        QTest::addRow("%d", status) << u"http_%1"_s.arg(status) << status << true;
    for (const int status : {401, 403, 404, 408, 425, 429, 503})
        QTest::addRow("%d", status) << u"http_%1"_s.arg(status) << status << false;
    for (const char *code : {"request_error:timeout", "request_error:closed_early", "request_error:protocol",
                             "request_error:curl_92", "request_error:refused_5"})
        QTest::addRow("%s", code) << QString::fromLatin1(code) << 0 << true;
    for (const char *code :
         {"request_error:connection_failed", "request_error:resolution_failed", "request_error:tls",
          "request_error:certificate", "request_error:stopped", "request_error:busy", "request_error:login",
          "request_error:not_sent", "request_error:invalid_header", "url_blocked:blocked_ip:10.0.0.1",
          "missing_url", "integration_disabled", "config_unreadable", "email_not_available", "smtp_451",
          "mqtt_0x97", "lease_expired"})
        QTest::addRow("%s", code) << QString::fromLatin1(code) << 0 << false;
}

void RetryPolicyTest::whatMayBeTheMessage()
{
    QFETCH(QString, code);
    QFETCH(int, status);
    QFETCH(bool, expected);
    const Attempt attempt{.status = status, .code = code};
    QCOMPARE(mayBeTheMessage(attempt), expected);
    QCOMPARE(RetryPolicy().after(attempt, {}, kNoJitter).isCounted, expected);
    QVERIFY(!RetryPolicy().after(attempt, {.isReceiverTroubled = true}, kNoJitter).isCounted);
}

void RetryPolicyTest::neverExceedsTheCap()
{
    const RetryPolicy policy{.maxAttempts = 100};
    QCOMPARE(policy.after(answered(500), {9, 8}, kNoJitter).delay, milliseconds(2h));
    QCOMPARE(policy.after(answered(500), {99, 98}, kNoJitter).delay, milliseconds(2h));
}

void RetryPolicyTest::jittersByAFifth()
{
    QCOMPARE(RetryPolicy().after(answered(500), {}, 0.0).delay, milliseconds(24s));
    QCOMPARE(RetryPolicy().after(answered(500), {}, 0.75).delay, milliseconds(33s));
}

void RetryPolicyTest::endsAreEnds()
{
    for (const Outcome outcome : {Outcome::Delivered, Outcome::GiveUp, Outcome::Disable}) {
        for (const bool isTroubled : {false, true}) {
            const auto next = RetryPolicy().after({.outcome = outcome, .retryAfter = 10s},
                                                  {.isReceiverTroubled = isTroubled}, kNoJitter);
            QVERIFY(!next.isCounted && !next.delay);
        }
    }
}

void RetryPolicyTest::honoursRetryAfter_data()
{
    QTest::addColumn<milliseconds>("asked");
    QTest::addColumn<milliseconds>("expected");
    QTest::newRow("sooner than our own: our own") << milliseconds(1s) << milliseconds(30s);
    QTest::newRow("later") << milliseconds(90s) << milliseconds(90s);
    QTest::newRow("beyond the cap: the cap") << milliseconds(24h) << milliseconds(2h);
}

// Whoever says when speaks of itself: it does not count.
void RetryPolicyTest::honoursRetryAfter()
{
    QFETCH(milliseconds, asked);
    QFETCH(milliseconds, expected);
    for (const int status : {429, 500}) {
        const auto next = RetryPolicy().after(answered(status, asked), {}, kNoJitter);
        QCOMPARE(next.delay, expected);
        QVERIFY(!next.isCounted);
    }
}

void RetryPolicyTest::wordsTheError()
{
    QCOMPARE(Attempt{.outcome = Outcome::Delivered}.error(), QString());
    QCOMPARE((Attempt{.status = 503, .code = u"http_503"_s}.error()), u"http_503"_s);
    QCOMPARE((Attempt{.code = u"http_503"_s, .detail = u"later"_s}.error()), u"http_503: later"_s);
}

PULSE_TEST_CASE(RetryPolicyTest)
#include "retry_policy_test.moc"
