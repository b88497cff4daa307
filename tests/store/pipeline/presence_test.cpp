// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Who authenticates is heard, whatever becomes of the message; who does not is not, and a last will is no
// sign of life.
#include "store/pipeline/silent_rig.h"
#include "support/suite/test_case.h"

#include <QScopeGuard>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::pipeline;
using namespace std::chrono_literals;

namespace {

const std::chrono::microseconds kClockOf1970 = -WriterRig::noon().time_since_epoch();

} // namespace

class PresenceTest : public QObject {
    Q_OBJECT
private slots:
    void init() { m_rig = std::make_unique<SilentRig>(); }
    void cleanup() { m_rig.reset(); }
    void clockOf1970IsHeard();
    void whoAuthenticatesIsHeard_data();
    void whoAuthenticatesIsHeard();
    void aFloodingDeviceIsHeard();
    void whoDoesNotAuthenticateIsNotHeard_data();
    void whoDoesNotAuthenticateIsNotHeard();
    void aLastWillRevivesNobody_data();
    void aLastWillRevivesNobody();
    void hearingCostsOneUpdateABatch();
    void aDeviceKnownByRefusalsOnlyIsSeen();
    void theAlertSaysWhatIsRefused();

private:
    QString state(const QString &column) const;
    std::unique_ptr<SilentRig> m_rig;
};

QString PresenceTest::state(const QString &column) const
{
    return m_rig->writer
        .rows(
            u"SELECT (%1)::text FROM device_state AS s JOIN device USING (device_key) WHERE device_id = 'one'"_s
                .arg(column))
        .value(0);
}

void PresenceTest::clockOf1970IsHeard()
{
    for (int i = 1; i <= 25; ++i) {
        const auto at = std::chrono::seconds{i * 26 / 10};
        const auto totals = m_rig->hear(at, {.ts = kClockOf1970});
        QVERIFY(totals && totals->rejected == 1);
        m_rig->run(at);
        QCOMPARE(m_rig->open(), QStringList{});
    }
    QCOMPARE(state(u"concat_ws(' ', s.status, last_seen_at::time, last_telemetry_at::time)"_s),
             u"ONLINE 12:01:05 12:00:00"_s);
    m_rig->run(95s);
    QCOMPARE(m_rig->open(), QStringList{u"one NO_HEARTBEAT 12:01:35"_s});
    QCOMPARE(m_rig->writer.rows(u"SELECT count(*) FROM reading"_s), QStringList{u"1"_s});
}

void PresenceTest::whoAuthenticatesIsHeard_data()
{
    QTest::addColumn<Message>("message");
    QTest::addColumn<QString>("reason");
    const QByteArray token = R"({"site_id":"north","provision_token":"tok-one")";
    const auto row = [](const char *name, const Message &message, const char *reason) {
        QTest::newRow(name) << message << QString::fromLatin1(reason);
    };
    row("a clock of 1970", {.ts = kClockOf1970}, "TOO_OLD");
    row("a clock ahead", {.ts = 24h}, "BAD_TIMESTAMP");
    row("another site", {.site = "south"}, "SITE_MISMATCH_REGISTRY_VS_PAYLOAD");
    row("no site", {.payload = R"({"provision_token":"tok-one"})"}, "MISSING_SITE_ID");
    row("another tenant's name", {.payload = token + R"(,"tenant_id":"other"})"},
        "TENANT_MISMATCH_TOPIC_VS_PAYLOAD");
    row("metrics that are none", {.payload = token + R"(,"metrics":[1]})"}, "BAD_JSON");
    row("an unknown type", {.type = "gossip"}, "UNKNOWN_MESSAGE_TYPE");
    row("too many metrics", {.metrics = "{" + QByteArray(R"("m":1,)").repeated(256) + R"("m":1})"},
        "TOO_MANY_METRICS");
    row("too large", {.payload = token + "}" + QByteArray(10'000, ' ')}, "PAYLOAD_TOO_LARGE");
    row("a status of neither kind", {.type = "status", .payload = token + R"(,"status":"asleep"})"},
        "BAD_STATUS");
    row("no JSON, by its connection", {.payload = "{", .isFromItsDevice = true}, "BAD_JSON");
    row("another token, by its connection", {.token = "old", .isFromItsDevice = true}, "TOKEN_INVALID");
    row("no token, by its connection", {.payload = R"({"site_id":"north"})", .isFromItsDevice = true},
        "TOKEN_MISSING");
    row("far too large, by its connection", {.payload = QByteArray(300'000, ' '), .isFromItsDevice = true},
        "PAYLOAD_TOO_LARGE");
}

// A status of neither kind is no sign of life: it may be a will that is misspelt.
void PresenceTest::whoAuthenticatesIsHeard()
{
    QFETCH(Message, message);
    QFETCH(QString, reason);
    m_rig->run(30s);
    QCOMPARE(m_rig->open().size(), 1);
    const auto totals = m_rig->hear(40s, message);
    QVERIFY(totals && totals->rejected == 1);
    QCOMPARE(m_rig->writer.rows(u"SELECT concat_ws(' ', reason, is_proven, count) FROM device_refusal"_s),
             QStringList{reason + u" t 1"_s});
    const bool isHeard = message.type != "status";
    QCOMPARE(m_rig->open().size(), isHeard ? 0 : 1);
    QCOMPARE(state(u"concat_ws(' ', s.status, last_seen_at::time)"_s),
             isHeard ? u"ONLINE 12:00:40"_s : u"STALE 12:00:00"_s);
}

void PresenceTest::aFloodingDeviceIsHeard()
{
    m_rig->set(u"RATE_LIMIT_BURST"_s, u"1"_s);
    m_rig->writer.clock.set(WriterRig::noon() + 29s);
    const auto totals =
        m_rig->writer.commit(std::vector<Message>(100, {.metrics = {}, .ts = 29s, .type = "heartbeat"}));
    QVERIFY(totals && totals->rejected > 90);
    m_rig->writer.clock.set(WriterRig::noon() + 29s + 1ms);
    QVERIFY(m_rig->writer.commit({{.ts = 29s}}));
    m_rig->run(59s);
    QCOMPARE(m_rig->open(), QStringList{}); // the refused one came a millisecond later
    QCOMPARE(m_rig->writer.rows(u"SELECT reason FROM device_refusal"_s), QStringList{u"RATE_LIMITED"_s});
}

void PresenceTest::whoDoesNotAuthenticateIsNotHeard_data()
{
    QTest::addColumn<Message>("message");
    QTest::newRow("another token") << Message{.token = "guess"};
    QTest::newRow("no token") << Message{.payload = R"({"site_id":"north"})"};
    QTest::newRow("no JSON") << Message{.payload = "{"};
    QTest::newRow("an unknown type") << Message{.type = "gossip", .token = "guess"};
    QTest::newRow("online, as text") << Message{.type = "status", .payload = "online"};
    QTest::newRow("online, with another token")
        << Message{.type = "status", .payload = R"({"status":"online","provision_token":"guess"})"};
    QTest::newRow("what the broker kept") << Message{.ts = 40s, .isReplay = true};
    QTest::newRow("what the broker kept, by its connection")
        << Message{.ts = 40s, .isFromItsDevice = true, .isReplay = true};
}

void PresenceTest::whoDoesNotAuthenticateIsNotHeard()
{
    QFETCH(Message, message);
    m_rig->run(30s);
    const auto totals = m_rig->hear(40s, message);
    QVERIFY(totals && totals->rejected == 1);
    QCOMPARE(m_rig->open().size(), 1);
    QCOMPARE(state(u"concat_ws(' ', s.status, last_seen_at::time)"_s), u"STALE 12:00:00"_s);
}

void PresenceTest::aLastWillRevivesNobody_data()
{
    QTest::addColumn<Message>("will");
    const QByteArray json = R"({"status":"offline","site_id":"north","provision_token":"tok-one"})";
    QTest::newRow("text") << Message{.type = "status", .payload = "offline", .isFromItsDevice = true};
    QTest::newRow("text as others write it")
        << Message{.type = "status", .payload = "Offline\n", .isFromItsDevice = true};
    QTest::newRow("JSON") << Message{.type = "status", .payload = json};
    QTest::newRow("JSON of another site") << Message{
        .type = "status", .payload = R"({"status":"offline","site_id":"south","provision_token":"tok-one"})"};
    QTest::newRow("a word of its own")
        << Message{.type = "status", .payload = "gone", .isFromItsDevice = true};
    QTest::newRow("on another topic")
        << Message{.type = "lwt", .payload = "offline", .isFromItsDevice = true};
    QTest::newRow("on another topic, JSON") << Message{.type = "lwt", .payload = json};
    QTest::newRow("on the heartbeat's topic")
        << Message{.type = "heartbeat", .payload = "offline", .isFromItsDevice = true};
    QTest::newRow("online, kept by the broker")
        << Message{.type = "status", .payload = "online", .isFromItsDevice = true, .isReplay = true};
}

void PresenceTest::aLastWillRevivesNobody()
{
    QFETCH(Message, will);
    m_rig->run(30s);
    QVERIFY(m_rig->hear(60s, will));
    m_rig->run(91s);
    QCOMPARE(m_rig->open(), QStringList{u"one NO_HEARTBEAT 12:00:30"_s});
    QCOMPARE(m_rig->writer.transitions(), QStringList{u"one OPENED"_s});
    QCOMPARE(state(u"concat_ws(' ', s.status, last_seen_at::time)"_s), u"STALE 12:00:00"_s);
}

void PresenceTest::hearingCostsOneUpdateABatch()
{
    const WriterRig &writer = m_rig->writer;
    const auto cleanup = qScopeGuard(
        [&writer] { writer.execute(u"DROP FUNCTION note_update CASCADE; DROP SEQUENCE updates"_s); });
    writer.execute(
        u"CREATE SEQUENCE updates; CREATE FUNCTION note_update() RETURNS trigger LANGUAGE plpgsql "
        "SECURITY DEFINER AS $$ BEGIN PERFORM nextval('updates'); RETURN NULL; END $$;"
        "CREATE TRIGGER noted AFTER UPDATE ON device_state FOR EACH ROW EXECUTE FUNCTION note_update()"_s);
    QVERIFY(m_rig->writer.commit(std::vector<Message>(2'000, {.ts = kClockOf1970})));
    QCOMPARE(writer.rows(u"SELECT last_value FROM updates WHERE is_called"_s), QStringList{u"1"_s});
    QCOMPARE(writer.rows(u"SELECT concat_ws(' ', count, cardinality(recent_at)) FROM device_refusal"_s),
             QStringList{u"2000 20"_s});
}

void PresenceTest::aDeviceKnownByRefusalsOnlyIsSeen()
{
    QVERIFY(m_rig->hear(10s, {.device = "two", .ts = kClockOf1970}));
    QCOMPARE(m_rig->writer.rows(
                 u"SELECT concat_ws(' ', s.status, last_seen_at::time, last_telemetry_at IS NULL, codes) "
                 "FROM device_state AS s JOIN device USING (device_key) WHERE device_id = 'two'"_s),
             QStringList{u"ONLINE 12:00:10 t {}"_s});
    QVERIFY(m_rig->writer.load());
    m_rig->stage.begin();
    m_rig->run(40s);
    QCOMPARE(m_rig->open().size(), 2);
}

void PresenceTest::theAlertSaysWhatIsRefused()
{
    QVERIFY(m_rig->hear(5s, {.ts = kClockOf1970}));
    QVERIFY(m_rig->hear(6s, {.ts = kClockOf1970}));
    QVERIFY(m_rig->hear(6s, {.device = "two"}));
    QVERIFY(m_rig->hear(8s, {.device = "two", .token = "guess"}));
    QVERIFY(m_rig->hear(8s, {.device = "three", .token = "guess"}));
    QVERIFY(m_rig->hear(9s, {.device = "three", .ts = 9s}));
    m_rig->run(39s);
    QCOMPARE(
        m_rig->writer.rows(u"SELECT concat_ws(' ', summary, details -> 'refused') FROM alert ORDER BY 1"_s),
        (QStringList{
            u"north: one: no heartbeat for 30 s; its messages are refused (TOO_OLD) {\"count\": 2, "
            "\"reason\": \"TOO_OLD\", \"last_at\": \"2026-01-15T12:00:06.000000Z\", \"is_proven\": true}"_s,
            u"north: three: no heartbeat for 30 s"_s, // its newest message was not
            u"north: two: no heartbeat for 30 s; messages in its name are refused (TOKEN_INVALID) "
            "{\"count\": 1, \"reason\": \"TOKEN_INVALID\", \"last_at\": \"2026-01-15T12:00:08.000000Z\", "
            "\"is_proven\": false}"_s}));
}

PULSE_TEST_CASE(PresenceTest)
#include "presence_test.moc"
