// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "channel_adapter.h"
#include "delivery/snmp/snmp_channel.h"
#include "snmp_users.h"

namespace pulse::test {

using namespace Qt::StringLiterals;

namespace {

class SnmpAdapter final : public ChannelAdapter {
public:
    explicit SnmpAdapter(SnmpUse use)
        : m_use(std::move(use))
    {
    }

    Result<> startReceiver() override
    {
        PULSE_TRY(m_receiver, m_use.startReceiver());
        return {};
    }
    quint16 receiverPort() const override { return m_receiver->port(); }
    int contacts() const override { return static_cast<int>(m_receiver->traps().size()); }
    QList<Understood> understood() const override
    {
        static const QHash<QString, QString> events{{u"pulseAlertOpened"_s, u"OPEN"_s},
                                                    {u"pulseAlertCleared"_s, u"CLOSED"_s},
                                                    {u"pulseAlertAcknowledged"_s, u"ACKNOWLEDGED"_s}};
        QList<Understood> all;
        for (const SnmpTrap &trap : m_receiver->traps())
            all.append({.messageId = trap.value(u"pulseMessageId"_s),
                        .event = events.value(trapName(trap)),
                        .alertId = trap.value(u"pulseAlertId"_s),
                        .tenantId = trap.value(u"pulseTenantId"_s),
                        .siteId = trap.value(u"pulseSiteId"_s),
                        .deviceId = trap.value(u"pulseDeviceId"_s),
                        .alertType = trap.value(u"pulseAlertType"_s),
                        .severity = trap.value(u"pulseSeverity"_s),
                        .summary = trap.value(u"pulseSummary"_s),
                        .time = trap.value(u"pulseTime"_s)});
        return all;
    }
    std::unique_ptr<delivery::Channel> makeChannel(const Surroundings &around) const override
    {
        return std::make_unique<delivery::SnmpChannel>(
            delivery::SnmpSettings{.timeout = around.timeout, .guard = around.guard}, around.resolver,
            around.clock);
    }
    QJsonObject config(const QString &host, quint16 port) const override { return m_use.config(host, port); }
    QStringList secrets() const override { return m_use.secrets(); }
    bool hasReceipt() const override { return m_use.isInform; }
    bool isDatagram() const override { return true; }

private:
    SnmpUse m_use;
    std::unique_ptr<SnmpReceiver> m_receiver;
};

} // namespace

QList<NamedAdapter> snmpAdapters()
{
    static const QList<std::pair<const char *, SnmpUse>> uses{
        {"snmp v2c trap", {.isInform = false, .isV3 = false}},
        {"snmp v2c inform", {.isInform = true, .isV3 = false}},
        {"snmp v3 noAuthNoPriv trap", {.isInform = false}},
        {"snmp v3 noAuthNoPriv inform", {.isInform = true}},
        {"snmp v3 authNoPriv trap", {.isInform = false, .auth = u"SHA256"_s}},
        {"snmp v3 authNoPriv inform", {.isInform = true, .auth = u"SHA256"_s}},
        {"snmp v3 authPriv trap", {.isInform = false, .auth = u"SHA256"_s, .priv = u"AES"_s}},
        {"snmp v3 authPriv inform", {.isInform = true, .auth = u"SHA256"_s, .priv = u"AES"_s}}};
    QList<NamedAdapter> adapters;
    for (const auto &[name, use] : uses)
        adapters.append({name, [use = use] { return std::make_unique<SnmpAdapter>(use); }});
    return adapters;
}

} // namespace pulse::test
