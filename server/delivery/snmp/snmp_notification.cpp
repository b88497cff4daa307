// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/snmp/snmp_notification.h"

#include "model/delivery.h"
#include "model/severity.h"
#include "model/words.h"

#include <QJsonDocument>
#include <QStringList>

namespace pulse::delivery {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLongestText = 255; // of SnmpAdminString; a datagram stays below 1,400 bytes
const ObjectId kSysUpTime{1, 3, 6, 1, 2, 1, 1, 3, 0};
const ObjectId kTrapOid{1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0};

ObjectId below(const QString &prefix, std::initializer_list<unsigned long> arcs)
{
    ObjectId id;
    for (const QString &arc : prefix.split(u'.'))
        id.push_back(arc.toULong());
    id.insert(id.end(), arcs);
    return id;
}

QByteArray cut(const QString &text)
{
    QByteArray bytes = text.toUtf8();
    if (bytes.size() <= kLongestText)
        return bytes;
    qsizetype end = kLongestText;
    while ((static_cast<unsigned char>(bytes.at(end)) & 0xc0) == 0x80)
        --end; // in the middle of a character
    return bytes.left(end);
}

unsigned long notificationOf(const QJsonObject &body)
{
    switch (model::fromWord<model::DeliverOn>(body.value(u"status"_s).toString())
                .value_or(model::DeliverOn::Open)) {
    case model::DeliverOn::Open: return 1;
    case model::DeliverOn::Closed: return 2;
    case model::DeliverOn::Acknowledged: return 3;
    }
    Q_UNREACHABLE();
}

} // namespace

SnmpSeverity snmpSeverity(int severity)
{
    if (severity < model::kMinSeverity || severity > model::kMaxSeverity)
        return SnmpSeverity::Other;
    switch (model::severityClass(severity)) {
    case model::SeverityClass::Critical: return SnmpSeverity::Critical;
    case model::SeverityClass::Warning: return SnmpSeverity::Warning;
    case model::SeverityClass::Info: return SnmpSeverity::Info;
    }
    Q_UNREACHABLE();
}

std::vector<SnmpVariable> snmpVariables(const Message &message, const QString &oidPrefix,
                                        std::chrono::milliseconds upTime)
{
    using Kind = SnmpVariable::Kind;
    const QJsonObject body = QJsonDocument::fromJson(message.body).object();
    std::vector<SnmpVariable> variables;
    variables.push_back({kSysUpTime, Kind::Ticks, static_cast<long>(upTime.count() / 10 % 0x100000000LL)});
    variables.push_back({kTrapOid, Kind::Identifier, 0, below(oidPrefix, {0, notificationOf(body)})});
    const auto add = [&](unsigned long arc, const QString &text) {
        variables.push_back({below(oidPrefix, {1, arc, 0}), Kind::Text, 0, {}, cut(text)});
    };
    add(1, QString::number(body.value(u"alert_id"_s).toInteger()));
    add(2, body.value(u"device_id"_s).toString());
    add(3, body.value(u"tenant_id"_s).toString());
    const auto severity = snmpSeverity(body.value(u"severity"_s).toInt());
    variables.push_back({below(oidPrefix, {1, 4, 0}), Kind::Integer, static_cast<long>(severity)});
    add(5, body.value(u"summary"_s).toString());
    add(6, body.value(body.contains(u"closed_at"_s) ? u"closed_at"_s : u"created_at"_s).toString());
    add(7, body.value(u"site_id"_s).toString());
    add(8, body.value(u"alert_type"_s).toString());
    add(9, message.id);
    return variables;
}

} // namespace pulse::delivery
