// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Packets as bytes: what we write, what we read at every split point, and what we refuse.
#include "mqtt/byte_reader.h"
#include "mqtt/packet.h"
#include "mqtt/packet_decode.h"
#include "mqtt/packet_reader.h"
#include "support/suite/test_case.h"

#include <QtTest>

using namespace pulse;
using namespace pulse::mqtt;

namespace {

constexpr quint32 kMax = 1'000;

void feed(PacketReader &reader, QByteArrayView bytes)
{
    std::copy(bytes.begin(), bytes.end(), reader.prepare(static_cast<size_t>(bytes.size())).begin());
    reader.commit(static_cast<size_t>(bytes.size()));
}

// What the decoder of its type says about a frame: 0, or the reason of the fault.
int judge(const Frame &frame)
{
    const auto reason = [](const auto &decoded) {
        return decoded ? 0 : static_cast<int>(decoded.error().reason);
    };
    switch (frame.type) {
    case PacketType::Connack: return reason(decodeConnack(frame));
    case PacketType::Publish: return reason(decodePublish(frame));
    case PacketType::Suback: return reason(decodeSuback(frame));
    case PacketType::Disconnect: return reason(decodeDisconnect(frame));
    default: return reason(decodeAcknowledgement(frame));
    }
}

struct Seen {
    int frames = 0;
    int fault = 0; // reason of the first fault
};

Seen readAll(PacketReader &reader)
{
    Seen seen;
    for (;;) {
        const auto frame = reader.next();
        if (!frame) {
            seen.fault = static_cast<int>(frame.error().reason);
            return seen;
        }
        if (!*frame)
            return seen;
        ++seen.frames;
        if (const int fault = judge(**frame); fault != 0 && seen.fault == 0)
            seen.fault = fault;
    }
}

QByteArray hex(const char *text) { return QByteArray::fromHex(text); }

} // namespace

class PacketsTest : public QObject {
    Q_OBJECT

private slots:
    void writes_data();
    void writes();
    void encodedSizeIsWhatIsWritten_data();
    void encodedSizeIsWhatIsWritten();
    void readsAtEverySplitPoint();
    void refuses_data();
    void refuses();
    void everyTruncationIsAFaultOrIncomplete_data();
    void everyTruncationIsAFaultOrIncomplete();
    void connackCarriesLimits();
    void publishCarriesEverything();
    void claimedLengthAllocatesNothing();
    void faultIsForEver();
    void manyPacketsInOneRead();
    void randomBytesAreValues();
};

void PacketsTest::writes_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const std::function<void(QByteArray &)> &write,
                        const char *expected) {
        QByteArray bytes;
        write(bytes);
        QTest::newRow(name) << bytes << hex(expected);
    };
    row(
        "connect",
        [](QByteArray &out) {
            appendConnect(out,
                          {.clientId = "c",
                           .user = "u",
                           .password = "p",
                           .keepAliveSeconds = 10,
                           .sessionExpirySeconds = 0xFFFFFFFF,
                           .receiveMaximum = 20,
                           .maximumPacketSize = 256});
        },
        "10 21 0004 4d515454 05 c0 000a 0d 11 ffffffff 21 0014 27 00000100 0001 63 0001 75 0001 70");
    row(
        "clean connect", [](QByteArray &out) { appendConnect(out, {.isCleanStart = true}); },
        "10 1a 0004 4d515454 05 02 001e 0d 11 00000000 21 ffff 27 00100000 0000");
    row(
        "connect with a will",
        [](QByteArray &out) {
            appendConnect(out, {.isCleanStart = true, .will = Will{"t", "x"}});
        },
        "10 21 0004 4d515454 05 0e 001e 0d 11 00000000 21 ffff 27 00100000 0000 00 0001 74 0001 78");
    row(
        "publish QoS 0", [](QByteArray &out) { appendPublish(out, {.topic = "a/b", .payload = "hi"}); },
        "30 08 0003 612f62 00 6869");
    row(
        "publish QoS 1 again",
        [](QByteArray &out) {
            appendPublish(out, {.topic = "t", .id = 0x102, .qos = 1, .isDuplicate = true});
        },
        "3a 06 0001 74 0102 00");
    row(
        "publish QoS 2 retained",
        [](QByteArray &out) { appendPublish(out, {.topic = "t", .id = 1, .qos = 2, .isRetained = true}); },
        "35 06 0001 74 0001 00");
    row(
        "subscribe",
        [](QByteArray &out) {
            const TopicFilter filters[] = {{"a/+", 1, RetainHandling::DoNotSend},
                                           {"b", 0, RetainHandling::SendAlways}};
            appendSubscribe(out, 7, filters);
        },
        "82 0d 0007 00 0003 612f2b 21 0001 62 00");
    row(
        "puback", [](QByteArray &out) { appendPuback(out, 0xABCD); }, "40 02 abcd");
    row(
        "pubrel", [](QByteArray &out) { appendPubrel(out, 5); }, "62 02 0005");
    row(
        "pingreq", [](QByteArray &out) { appendPingreq(out); }, "c0 00");
    row(
        "disconnect", [](QByteArray &out) { appendDisconnect(out, ReasonCode::Success); }, "e0 00");
    row(
        "disconnect why", [](QByteArray &out) { appendDisconnect(out, ReasonCode::ProtocolError); },
        "e0 01 82");
}

void PacketsTest::writes()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, expected);
    QCOMPARE(bytes.toHex(' '), expected.toHex(' '));
}

void PacketsTest::encodedSizeIsWhatIsWritten_data()
{
    QTest::addColumn<int>("payload");
    for (const int size :
         {0, 120, 121, 122, 123, 16'376, 16'377, 16'378, 16'379, 2'097'144, 2'097'145, 2'097'146})
        QTest::addRow("%d bytes", size) << size;
}

void PacketsTest::encodedSizeIsWhatIsWritten()
{
    QFETCH(int, payload);
    const QByteArray bytes(payload, 'x');
    const Publish publish{.topic = "t", .payload = bytes, .id = 1, .qos = 1};
    QByteArray out;
    appendPublish(out, publish);
    QCOMPARE(encodedSize(publish), out.size());
    PacketReader reader(4'000'000);
    feed(reader, out);
    const auto frame = reader.next();
    QVERIFY(frame && *frame);
    QCOMPARE(decodePublish(**frame)->payload.size(), qsizetype(payload));
}

void PacketsTest::readsAtEverySplitPoint()
{
    QByteArray stream = hex("20 03 01 00 00"); // CONNACK, session present
    appendPublish(stream, {.topic = "a/b", .payload = QByteArray(200, 'x'), .id = 9, .qos = 1});
    appendPuback(stream, 1);
    stream += hex("d0 00") + hex("90 04 0002 00 01");
    for (qsizetype split = 0; split <= stream.size(); ++split) {
        PacketReader reader(kMax);
        int frames = 0;
        for (const QByteArrayView part :
             {QByteArrayView(stream).first(split), QByteArrayView(stream).sliced(split)}) {
            feed(reader, part);
            for (auto frame = reader.next(); frame && *frame; frame = reader.next())
                ++frames;
        }
        QCOMPARE(frames, 5);
        QCOMPARE(reader.buffered(), size_t{0});
    }
}

void PacketsTest::refuses_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("reason");
    const auto row = [](const char *name, const char *bytes, int reason) {
        QTest::newRow(name) << hex(bytes) << reason;
    };
    row("packet type 0", "00 00", 0x81);
    row("flags of PUBACK", "41 02 0001", 0x81);
    row("flags of PUBREL", "60 02 0001", 0x81);
    row("length without end", "30 ff ff ff ff", 0x81);
    row("length longer than needed", "d0 80 00", 0x81);
    row("larger than we allow", "30 e8 07", 0x95);
    row("QoS 3", "36 04 0001 74 00", 0x81);
    row("DUP with QoS 0", "38 04 0001 74 00", 0x81);
    row("identifier 0", "32 06 0001 74 0000 00", 0x81);
    row("identifier missing", "32 03 0001 74", 0x81);
    row("topic cut short", "30 03 0005 74", 0x81);
    row("topic is not UTF-8", "30 04 0001 ff 00", 0x81);
    row("topic with a surrogate", "30 06 0003 eda080 00", 0x81);
    row("topic with NUL", "30 04 0001 00 00", 0x81);
    row("topic with wildcard", "30 04 0001 2b 00", 0x81);
    row("empty topic", "30 03 0000 00", 0x82);
    row("topic alias", "30 07 0001 74 03 23 0001", 0x94);
    row("properties cut short", "30 04 0001 74 05", 0x81);
    row("property of another packet", "30 07 0001 74 03 21 0001", 0x81);
    row("unknown property", "30 06 0001 74 02 7f 00", 0x81);
    row("property identifier of two bytes", "30 08 0001 74 04 81 02 00 00", 0x81);
    row("property twice", "30 08 0001 74 04 01 00 01 00", 0x82);
    row("payload format 2", "30 06 0001 74 02 01 02", 0x82);
    row("subscription identifier 0", "30 06 0001 74 02 0b 00", 0x82);
    row("user property without value", "30 08 0001 74 04 26 0001 61", 0x81);
    row("CONNACK flags", "20 03 02 00 00", 0x81);
    row("CONNACK without properties", "20 02 00 00", 0x81);
    row("CONNACK too long", "20 04 00 00 00 00", 0x81);
    row("session present with a refusal", "20 03 01 87 00", 0x82);
    row("Receive Maximum 0", "20 06 00 00 03 21 0000", 0x82);
    row("Maximum QoS 2", "20 05 00 00 02 24 02", 0x82);
    row("Maximum Packet Size 0", "20 08 00 00 05 27 00000000", 0x82);
    row("Retain Available 2", "20 05 00 00 02 25 02", 0x82);
    row("PUBACK of identifier 0", "40 02 0000", 0x81);
    row("PUBACK cut short", "40 01 00", 0x81);
    row("PUBACK too long", "40 05 0001 00 00 00", 0x81);
    row("SUBACK without reasons", "90 03 0001 00", 0x81);
    row("DISCONNECT too long", "e0 03 00 00 00", 0x81);
    row("session expiry from a server", "e0 07 00 05 11 00000000", 0x81);
}

void PacketsTest::refuses()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, reason);
    PacketReader reader(kMax);
    feed(reader, bytes);
    QCOMPARE(readAll(reader).fault, reason);
}

void PacketsTest::everyTruncationIsAFaultOrIncomplete_data()
{
    QTest::addColumn<QByteArray>("whole");
    QTest::newRow("CONNACK") << hex(
        "20 1c 00 87 19 11 00000001 21 0005 24 01 25 00 27 00000400 12 0001 61 13 0002");
    QTest::newRow("PUBLISH") << hex("32 19 0001 74 0009 13 0101 0200000001 030001 61 0b05 2600016b000176")
            + "x";
    QTest::newRow("PUBACK") << hex("40 09 0001 10 05 1f 0002 6f6b");
    QTest::newRow("SUBACK") << hex("90 09 0001 05 1f 0002 6f6b 01");
    QTest::newRow("DISCONNECT") << hex("e0 07 8e 05 1f 0002 6f6b");
}

// Cut anywhere, a packet is incomplete; cut with its length made to fit, decoding it is a value and never
// reads beyond.
void PacketsTest::everyTruncationIsAFaultOrIncomplete()
{
    QFETCH(QByteArray, whole);
    whole[1] = static_cast<char>(whole.size() - 2);
    PacketReader complete(kMax);
    feed(complete, whole);
    QCOMPARE(readAll(complete).frames, 1);
    for (qsizetype size = 0; size < whole.size(); ++size) {
        PacketReader reader(kMax);
        feed(reader, whole.first(size));
        QCOMPARE(readAll(reader).frames, 0);
    }
    for (qsizetype size = 2; size < whole.size(); ++size) {
        QByteArray shortened = whole.first(size);
        shortened[1] = static_cast<char>(size - 2);
        const auto heap =
            std::make_unique<char[]>(static_cast<size_t>(size)); // exact, so that sanitizers see the end
        std::copy(shortened.begin(), shortened.end(), heap.get());
        const auto first = static_cast<quint8>(heap[0]);
        const Frame frame{static_cast<PacketType>(first >> 4), static_cast<quint8>(first & 0x0F),
                          QByteArrayView(heap.get() + 2, size - 2)};
        const int fault = judge(frame);
        QVERIFY(fault == 0 || fault == 0x81 || fault == 0x82);
    }
}

void PacketsTest::connackCarriesLimits()
{
    PacketReader reader(kMax);
    QByteArray bytes = hex("20 00 00 00 18 11 00000001 21 0005 24 01 25 00 27 00000400 12 0001 61 13 0002");
    bytes[1] = static_cast<char>(bytes.size() - 2);
    bytes[4] = static_cast<char>(bytes.size() - 5);
    feed(reader, bytes);
    const auto frame = reader.next();
    QVERIFY(frame && *frame);
    const auto connack = decodeConnack(**frame);
    QVERIFY(connack && !connack->isSessionPresent && !connack->isRetainAvailable);
    QCOMPARE(connack->receiveMaximum, 5);
    QCOMPARE(connack->maximumQos, 1);
    QCOMPARE(connack->maximumPacketSize, 1024U);
    QCOMPARE(connack->sessionExpirySeconds.value_or(0), 1U);
    QCOMPARE(connack->serverKeepAliveSeconds.value_or(0), 2);
    QCOMPARE(connack->assignedClientId, "a");
}

void PacketsTest::publishCarriesEverything()
{
    QByteArray bytes;
    appendPublish(
        bytes,
        {.topic = "a/ü", .payload = "{}", .id = 65'535, .qos = 1, .isRetained = true, .isDuplicate = true});
    PacketReader reader(kMax);
    feed(reader, bytes);
    const auto frame = reader.next();
    QVERIFY(frame && *frame);
    const auto publish = decodePublish(**frame);
    QVERIFY(publish);
    QCOMPARE(publish->topic.toByteArray(), "a/ü");
    QCOMPARE(publish->payload.toByteArray(), "{}");
    QCOMPARE(publish->id, 65'535);
    QVERIFY(publish->qos == 1 && publish->isRetained && publish->isDuplicate);
}

void PacketsTest::claimedLengthAllocatesNothing()
{
    PacketReader reader(kMaxVariableByteInteger + 5);
    feed(reader, hex("30 ff ff ff 7f"));
    const auto frame = reader.next();
    QVERIFY(frame && !*frame);
    QVERIFY(reader.prepare(16).size() == 16);
    QCOMPARE(reader.buffered(), size_t{5});
}

void PacketsTest::faultIsForEver()
{
    PacketReader reader(kMax);
    feed(reader, hex("00 00"));
    QVERIFY(!reader.next());
    feed(reader, hex("d0 00"));
    QVERIFY(!reader.next());
    reader.clear();
    feed(reader, hex("d0 00"));
    const auto frame = reader.next();
    QVERIFY(frame && *frame);
    QCOMPARE((*frame)->type, PacketType::Pingresp);
}

void PacketsTest::manyPacketsInOneRead()
{
    QByteArray stream;
    for (quint16 id = 1; id <= 5'000; ++id)
        appendPublish(stream,
                      {.topic = "tenant/t/device/d/telemetry", .payload = "{\"a\":1}", .id = id, .qos = 1});
    PacketReader reader(kMax);
    quint16 last = 0;
    constexpr qsizetype kRead = 4'093; // a prime: packets are cut everywhere
    for (qsizetype at = 0; at < stream.size(); at += kRead) {
        feed(reader, QByteArrayView(stream).sliced(at, std::min(kRead, stream.size() - at)));
        for (auto frame = reader.next(); frame && *frame; frame = reader.next()) {
            const auto publish = decodePublish(**frame);
            QVERIFY(publish);
            QCOMPARE(publish->id, last + 1);
            last = publish->id;
        }
    }
    QCOMPARE(last, 5'000);
}

void PacketsTest::randomBytesAreValues()
{
    QRandomGenerator random(4711);
    int faults = 0;
    for (int round = 0; round < 20'000; ++round) {
        QByteArray bytes(2 + random.bounded(40), '\0');
        for (char &byte : bytes)
            byte = static_cast<char>(random.bounded(256));
        bytes[1] = static_cast<char>(bytes.size() - 2);
        PacketReader reader(kMax);
        feed(reader, bytes);
        faults += readAll(reader).fault != 0 ? 1 : 0;
    }
    QVERIFY(faults > 10'000);
}

PULSE_TEST_CASE(PacketsTest)
#include "packets_test.moc"
