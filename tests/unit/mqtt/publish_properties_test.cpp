// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a PUBLISH says of its payload (OASIS MQTT 5.0 §3.3.2.3), byte by byte, and that its size is counted.
#include "mqtt/packet.h"
#include "mqtt/packet_decode.h"
#include "mqtt/packet_reader.h"
#include "support/suite/test_case.h"

#include <QTest>
#include <algorithm>

using namespace pulse::mqtt;

class PublishPropertiesTest : public QObject {
    Q_OBJECT

private slots:
    void areWrittenInOrder();
    void areCounted_data();
    void areCounted();
};

void PublishPropertiesTest::areWrittenInOrder()
{
    const UserProperty properties[] = {{"k", "v"}, {"k", ""}};
    QByteArray out;
    appendPublish(out,
                  {.topic = "t",
                   .payload = "x",
                   .id = 1,
                   .qos = 1,
                   .isText = true,
                   .contentType = "j",
                   .userProperties = properties});
    QCOMPARE(out.toHex(' '),
             QByteArray::fromHex("321a 0001 74 0001 13 0101 03 0001 6a 26 0001 6b 0001 76 26 0001 6b 0000 78")
                 .toHex(' '));
}

void PublishPropertiesTest::areCounted_data()
{
    QTest::addColumn<int>("length"); // of the content type: around where a length needs a byte more
    for (const int length : {0, 1, 110, 115, 116, 117, 120, 16'370, 16'375, 16'380, 16'385})
        QTest::addRow("%d", length) << length;
}

void PublishPropertiesTest::areCounted()
{
    QFETCH(int, length);
    const QByteArray contentType(length, 'c');
    const UserProperty property{"n", "v"};
    const Publish publish{.topic = "t",
                          .payload = "payload",
                          .isText = true,
                          .contentType = contentType,
                          .userProperties = {&property, 1}};
    QByteArray out;
    appendPublish(out, publish);
    QCOMPARE(encodedSize(publish), out.size());
    PacketReader reader(100'000);
    const auto room = reader.prepare(static_cast<size_t>(out.size()));
    std::copy(out.begin(), out.end(), room.begin());
    reader.commit(static_cast<size_t>(out.size()));
    const auto frame = reader.next();
    QVERIFY(frame && *frame);
    const auto read = decodePublish(**frame);
    QVERIFY(read);
    QCOMPARE(read->topic.toByteArray(), "t");
    QCOMPARE(read->payload.toByteArray(), "payload");
}

PULSE_TEST_CASE(PublishPropertiesTest)
#include "publish_properties_test.moc"
