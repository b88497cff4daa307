// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/mqtt_decoding.h"

#include "fuzz/fuzz_target.h"
#include "fuzz/reference_text.h"
#include "mqtt/packet.h"
#include "mqtt/packet_decode.h"
#include "mqtt/packet_reader.h"
#include "mqtt/probe.h"

#include <algorithm>
#include <memory>

namespace pulse::fuzz {

using namespace mqtt;

namespace {

// §1.5.4
bool isText(QByteArrayView text) { return isWellFormedUtf8(text) && !text.contains('\0'); }

// The reasons §4.13.1 gives for bytes that end a connection.
template <class T> bool isValueOrFault(const Decoded<T> &decoded)
{
    return decoded || decoded.error().reason == ReasonCode::MalformedPacket
        || decoded.error().reason == ReasonCode::ProtocolError
        || decoded.error().reason == ReasonCode::TopicAliasInvalid;
}

// Reads back what we wrote. The bytes must outlive the frame.
Frame onlyFrame(PacketReader &reader, const QByteArray &bytes)
{
    const auto room = reader.prepare(static_cast<size_t>(bytes.size()));
    std::copy(bytes.begin(), bytes.end(), room.begin());
    reader.commit(room.size());
    const auto frame = reader.next();
    PULSE_HOLDS(frame && *frame && reader.buffered() == 0);
    return **frame;
}

void connackHolds(const Frame &frame)
{
    const auto connack = decodeConnack(frame);
    PULSE_HOLDS(isValueOrFault(connack));
    if (!connack)
        return;
    PULSE_HOLDS(connack->receiveMaximum > 0 && connack->maximumPacketSize > 0);
    PULSE_HOLDS(connack->maximumQos <= 2);
    PULSE_HOLDS(!connack->isSessionPresent || connack->reason == ReasonCode::Success);
    PULSE_HOLDS(isText(connack->assignedClientId) && isText(connack->reasonString));
    PULSE_HOLDS(!toWords(connack->reason).isEmpty());
}

void isTheSameWrittenAgain(const ReceivedPublish &publish)
{
    const Publish written{publish.topic, publish.payload,    publish.id,
                          publish.qos,   publish.isRetained, publish.isDuplicate};
    QByteArray bytes;
    appendPublish(bytes, written);
    PULSE_HOLDS(bytes.size() == encodedSize(written));
    PacketReader reader(static_cast<quint32>(bytes.size()));
    const auto again = decodePublish(onlyFrame(reader, bytes));
    PULSE_HOLDS(again && again->topic == publish.topic && again->payload == publish.payload);
    PULSE_HOLDS(again->id == publish.id && again->qos == publish.qos);
    PULSE_HOLDS(again->isRetained == publish.isRetained && again->isDuplicate == publish.isDuplicate);
}

void probeHolds(QByteArrayView payload)
{
    const auto probe = parseProbe(payload);
    if (!probe)
        return;
    const QByteArray text = encodeProbe(*probe);
    PULSE_HOLDS(parseProbe(text) == probe);
    PULSE_HOLDS(parseIso8601(toRfc3339(probe->sentAt))
                == probe->sentAt); // a time that others can subtract from
}

void publishHolds(const Frame &frame)
{
    const auto publish = decodePublish(frame);
    PULSE_HOLDS(isValueOrFault(publish));
    if (!publish)
        return;
    PULSE_HOLDS(isWithin(publish->topic, frame.body) && isWithin(publish->payload, frame.body));
    PULSE_HOLDS(!publish->topic.isEmpty() && isText(publish->topic));
    PULSE_HOLDS(!publish->topic.contains('+') && !publish->topic.contains('#'));
    PULSE_HOLDS(publish->qos <= 2 && (publish->id != 0) == (publish->qos > 0));
    PULSE_HOLDS(!publish->isDuplicate || publish->qos > 0);
    isTheSameWrittenAgain(*publish);
    probeHolds(publish->payload);
}

void acknowledgementHolds(const Frame &frame)
{
    const auto acknowledgement = decodeAcknowledgement(frame);
    PULSE_HOLDS(isValueOrFault(acknowledgement));
    if (!acknowledgement)
        return;
    PULSE_HOLDS(acknowledgement->id != 0);
    PULSE_HOLDS(isWithin(acknowledgement->reasonString, frame.body) && isText(acknowledgement->reasonString));
    QByteArray bytes;
    appendPuback(bytes, acknowledgement->id);
    PacketReader reader(static_cast<quint32>(bytes.size()));
    const auto again = decodeAcknowledgement(onlyFrame(reader, bytes));
    PULSE_HOLDS(again && again->id == acknowledgement->id && again->reason == ReasonCode::Success);
}

void subackHolds(const Frame &frame)
{
    const auto suback = decodeSuback(frame);
    PULSE_HOLDS(isValueOrFault(suback));
    if (!suback)
        return;
    PULSE_HOLDS(suback->id != 0 && !suback->reasons.isEmpty() && isWithin(suback->reasons, frame.body));
}

void disconnectHolds(const Frame &frame)
{
    const auto disconnect = decodeDisconnect(frame);
    PULSE_HOLDS(isValueOrFault(disconnect));
    if (!disconnect)
        return;
    PULSE_HOLDS(isWithin(disconnect->reasonString, frame.body) && isText(disconnect->reasonString));
    QByteArray bytes;
    appendDisconnect(bytes, disconnect->reason);
    PacketReader reader(static_cast<quint32>(bytes.size()));
    const auto again = decodeDisconnect(onlyFrame(reader, bytes));
    PULSE_HOLDS(again && again->reason == disconnect->reason);
}

} // namespace

void decodingHolds(QByteArrayView packet)
{
    PacketReader reader(static_cast<quint32>(packet.size()));
    const Frame cut = onlyFrame(reader, packet.toByteArray());
    const auto size = static_cast<size_t>(cut.body.size());
    const auto body =
        std::make_unique<char[]>(size); // of exactly its size, so that a read past the end is seen
    std::copy(cut.body.begin(), cut.body.end(), body.get());
    const Frame frame{cut.type, cut.flags, QByteArrayView(body.get(), cut.body.size())};
    connackHolds(frame);
    publishHolds(frame);
    acknowledgementHolds(frame);
    subackHolds(frame);
    disconnectHolds(frame);
}

} // namespace pulse::fuzz
