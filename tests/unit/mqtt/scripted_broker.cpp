// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "scripted_broker.h"

#include "mqtt/byte_reader.h"
#include "mqtt/packet.h"
#include "support/process/spin.h"

namespace pulse::mqtt {

using namespace std::chrono_literals;

namespace {

// §3.9: granted QoS 1 for each filter of a SUBSCRIBE without properties.
QByteArray suback(QByteArrayView subscribe)
{
    ByteReader body(subscribe);
    quint16 id = 0;
    quint8 byte = 0;
    QByteArrayView filter;
    QByteArray reasons;
    if (!body.readU16(id) || !body.readByte(byte))
        return {};
    while (body.readText(filter) && body.readByte(byte))
        reasons += '\x01';
    QByteArray bytes = QByteArray::fromHex("9000") + subscribe.first(2).toByteArray() + '\0' + reasons;
    bytes[1] = static_cast<char>(bytes.size() - 2);
    return bytes;
}

// §3.11: the same answer for each filter of an UNSUBSCRIBE without properties.
QByteArray unsuback(QByteArrayView unsubscribe, char reason)
{
    ByteReader body(unsubscribe);
    quint16 id = 0;
    quint8 byte = 0;
    QByteArrayView filter;
    QByteArray reasons;
    if (!body.readU16(id) || !body.readByte(byte))
        return {};
    while (body.readText(filter))
        reasons += reason;
    QByteArray bytes = QByteArray::fromHex("b000") + unsubscribe.first(2).toByteArray() + '\0' + reasons;
    bytes[1] = static_cast<char>(bytes.size() - 2);
    return bytes;
}

// §3.4 for a PUBLISH of QoS 1.
QByteArray puback(QByteArrayView publish, const QByteArray &reason)
{
    ByteReader body(publish);
    quint16 id = 0;
    QByteArrayView topic;
    QByteArray bytes;
    if (body.readText(topic) && body.readU16(id))
        appendPuback(bytes, id);
    bytes += reason;
    bytes[1] = static_cast<char>(bytes.size() - 2);
    return bytes;
}

} // namespace

ScriptedBroker::ScriptedBroker()
{
    connect(&m_server, &QTcpServer::newConnection, this, &ScriptedBroker::accept);
    m_server.listen(QHostAddress::LocalHost, 0);
}

BrokerAddress ScriptedBroker::address() const
{
    BrokerAddress address;
    address.port = m_server.serverPort();
    return address;
}

void ScriptedBroker::accept()
{
    m_client = m_server.nextPendingConnection();
    m_reader.clear();
    ++m_connections;
    connect(m_client, &QTcpSocket::readyRead, this, &ScriptedBroker::take);
    connect(m_client, &QTcpSocket::disconnected, m_client, &QObject::deleteLater);
}

void ScriptedBroker::take()
{
    const QByteArray bytes = m_client->readAll();
    const auto room = m_reader.prepare(static_cast<size_t>(bytes.size()));
    std::copy(bytes.begin(), bytes.end(), room.begin());
    m_reader.commit(static_cast<size_t>(bytes.size()));
    for (auto frame = m_reader.next(); frame && *frame; frame = m_reader.next()) {
        m_told.push_back({(*frame)->type, (*frame)->flags, (*frame)->body.toByteArray(), m_connections});
        answer(**frame);
    }
}

void ScriptedBroker::answer(const Frame &frame)
{
    if (frame.type == PacketType::Connect) {
        say(connack);
        if (hangsUpAfterConnack && m_client)
            m_client->disconnectFromHost();
    }
    if (frame.type == PacketType::Subscribe && isSubackSent)
        say(suback(frame.body));
    if (frame.type == PacketType::Unsubscribe)
        say(mqtt::unsuback(frame.body, unsuback));
    if (frame.type == PacketType::Publish && (frame.flags & 0x06) == 0x02)
        takePublish(frame);
}

void ScriptedBroker::takePublish(const Frame &frame)
{
    if (isPubackSent)
        say(puback(frame.body, pubackReason));
    ByteReader body(frame.body);
    quint16 id = 0;
    QByteArrayView topic;
    if (!returnsProbes || !body.readText(topic) || !body.readU16(id))
        return;
    const QByteArrayView payload = body.rest().sliced(1); // behind no properties
    QByteArray bytes;
    m_lastId = static_cast<quint16>(m_lastId % 60'000 + 1);
    appendPublish(bytes, {.topic = topic, .payload = payload, .id = m_lastId, .qos = 1});
    say(bytes);
}

void ScriptedBroker::say(const QByteArray &bytes)
{
    if (m_client)
        m_client->write(bytes);
}

void ScriptedBroker::publish(quint16 id, const QByteArray &topic, quint8 qos)
{
    QByteArray bytes;
    appendPublish(bytes, {.topic = topic, .payload = "{}", .id = id, .qos = qos});
    say(bytes);
}

void ScriptedBroker::hangUp()
{
    if (m_client)
        m_client->abort();
}

std::vector<Told> ScriptedBroker::told(PacketType type) const
{
    std::vector<Told> some;
    std::copy_if(m_told.begin(), m_told.end(), std::back_inserter(some),
                 [type](const Told &packet) { return packet.type == type; });
    return some;
}

bool ScriptedBroker::waitFor(PacketType type, size_t index) const
{
    return test::spinUntil([this, type, index] { return told(type).size() > index; }, 10s);
}

} // namespace pulse::mqtt
