// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/load/exception_frame.h"

#include "mqtt/packet.h"

namespace pulse::bench {

namespace {

// SplitMix64 (Steele, Lea, Flood 2014): as good as random, and the same for whoever asks again.
quint64 mixed(quint64 value)
{
    value += 0x9E3779B97F4A7C15U;
    value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9U;
    value = (value ^ (value >> 27U)) * 0x94D049BB133111EBU;
    return value ^ (value >> 31U);
}

SentValue valueOf(quint64 random, bool isFixed)
{
    const auto whole = static_cast<double>(random >> 8U & 0x3FFU);
    if (isFixed || random % 3 == 0)
        return {model::MetricKind::Number, whole + 0.5};
    if (random % 3 == 1)
        return {model::MetricKind::Integer, whole};
    return {model::MetricKind::Bool, static_cast<double>(random >> 8U & 1U)};
}

QByteArray text(const SentValue &sent)
{
    if (sent.kind == model::MetricKind::Bool)
        return sent.value != 0 ? "true" : "false";
    return QByteArray::number(sent.value, 'f', sent.kind == model::MetricKind::Integer ? 0 : 1);
}

} // namespace

QMap<QByteArray, SentValue> sentValues(const ExceptionShape &shape, int device, quint64 number)
{
    QMap<QByteArray, SentValue> values;
    const quint64 message = mixed(mixed(static_cast<quint64>(device)) + number);
    for (int point = 0; point < shape.points; ++point) {
        const quint64 random = mixed(message + static_cast<quint64>(point));
        const bool isSent = shape.isFixed ? point < shape.points / 2 : random >> 63U != 0;
        if (isSent)
            values.insert("point_" + QByteArray::number(point).rightJustified(2, '0'),
                          valueOf(random, shape.isFixed));
    }
    if (values.isEmpty())
        values.insert("point_00", valueOf(message, shape.isFixed));
    return values;
}

const QByteArray &ExceptionFrame::next(quint16 packetId, Instant)
{
    const Instant ts = m_shape.begin + std::chrono::milliseconds{m_count};
    QByteArray payload = R"({"ts":")" + toRfc3339(ts) + R"(","site_id":"hall-1","provision_token":")"
        + tokenOf(m_device) + R"(","metrics":{)";
    const auto values = sentValues(m_shape, m_device, m_count++);
    for (auto value = values.begin(); value != values.end(); ++value)
        payload += (value == values.begin() ? "\"" : ",\"") + value.key() + "\":" + text(*value);
    payload += "}}";
    mqtt::Publish publish;
    const QByteArray topic =
        "tenant/" + tenantOf(m_shape.fleet, m_device) + "/device/" + deviceId(m_device) + "/telemetry";
    publish.topic = topic;
    publish.payload = payload;
    publish.qos = 1;
    publish.id = packetId;
    m_bytes.resize(0);
    mqtt::appendPublish(m_bytes, publish);
    return m_bytes;
}

} // namespace pulse::bench
