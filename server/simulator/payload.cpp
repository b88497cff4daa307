// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulator/payload.h"

#include <QLocale>

namespace pulse::simulator {

namespace {

constexpr const char *kTypeWords[] = {"heartbeat", "telemetry"};

} // namespace

// RFC 8259 §7
QByteArray jsonString(const QString &text)
{
    constexpr char kHex[] = "0123456789abcdef";
    QByteArray json = "\"";
    for (const char c : text.toUtf8()) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            (json += '\\') += c;
        else if (byte < 0x20)
            ((json += "\\u00") += kHex[byte >> 4]) += kHex[byte & 15];
        else
            json += c;
    }
    return json + '"';
}

QByteArray jsonNumber(double value)
{
    QByteArray text = QByteArray::number(value, 'g', QLocale::FloatingPointShortest);
    if (!text.contains('.') && !text.contains('e'))
        text += ".0";
    return text;
}

Payload::Payload(const FleetDevice &device)
{
    const QByteArray topic =
        "tenant/" + device.tenantId.toUtf8() + "/device/" + device.deviceId.toUtf8() + '/';
    const QByteArray who = "\",\"tenant_id\":" + jsonString(device.tenantId) + ",\"site_id\":"
        + jsonString(device.siteId) + ",\"device_id\":" + jsonString(device.deviceId) + ",\"msg_type\":\"";
    for (const size_t type : {0, 1}) {
        m_topics[type] = topic + kTypeWords[type];
        m_afterTs[type] = who + kTypeWords[type] + "\",\"seq\":";
    }
    m_statusTopic = topic + "status";
    m_token = jsonString(device.token);
    m_afterSeq = ",\"provision_token\":" + m_token + ",\"metrics\":{";
}

QByteArray Payload::status(bool isOnline) const
{
    return (isOnline ? R"({"status":"online","provision_token":)"
                     : R"({"status":"offline","provision_token":)")
        + m_token + '}';
}

QByteArray Payload::build(MessageType type, Instant ts, quint64 seq, const QByteArray &metrics) const
{
    const QByteArray &afterTs = m_afterTs[static_cast<size_t>(type)];
    QByteArray json;
    json.reserve(64 + afterTs.size() + m_afterSeq.size() + metrics.size());
    json += "{\"ts\":\"";
    json += toRfc3339(ts);
    json += afterTs;
    json += QByteArray::number(seq);
    json += m_afterSeq;
    json += metrics;
    json += "}}";
    return json;
}

} // namespace pulse::simulator
