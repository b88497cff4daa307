// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/system_alert_text.h"

#include "models/times.h"

#include <QCoreApplication>
#include <QLocale>

namespace pulse::models {

using namespace Qt::StringLiterals;
using Kind = model::SystemAlertKind;

namespace {

struct SystemWords {
    Q_DECLARE_TR_FUNCTIONS(SystemAlert)
};

QString timeOf(const QJsonValue &value) { return timeText(parseIso8601(value.toString().toLatin1())); }

QString number(const QJsonValue &value) { return QLocale().toString(value.toInteger()); }

QString outageTitle(const QJsonObject &details)
{
    const QString cause = details.value("cause"_L1).toString();
    if (cause == "BROKER_AWAY"_L1)
        return SystemWords::tr("Nothing comes in: the broker does not answer");
    if (cause == "STORE_AWAY"_L1)
        return SystemWords::tr("Nothing comes in: the database does not answer");
    return SystemWords::tr("Readings come in late: ingest is behind");
}

} // namespace

QString systemAlertTitle(const model::SystemAlert &alert)
{
    const QJsonObject &details = alert.details;
    switch (alert.kind) {
    case Kind::SessionLost: return SystemWords::tr("The broker forgot its queue: readings are lost");
    case Kind::SessionTaken: return SystemWords::tr("Another client takes the readings at the broker");
    case Kind::SessionUnprotected: return SystemWords::tr("Any account of the broker can take the readings");
    case Kind::IngestDeaf: return SystemWords::tr("The broker handed nothing over: readings may be lost");
    case Kind::BrokerDropping: return SystemWords::tr("The broker drops messages: readings are lost");
    case Kind::BrokerQueueHalf:
        return SystemWords::tr("The broker's queue is %1 % full")
            .arg(number(details.value("beyond_percent"_L1)));
    case Kind::IngestBlind: return outageTitle(details);
    case Kind::IngestStopped: return SystemWords::tr("Ingest has stopped");
    case Kind::IntegrationFailing:
        return SystemWords::tr("Nothing arrives at the integration \"%1\"")
            .arg(details.value("integration_name"_L1).toString());
    case Kind::AlertsDeferred: return SystemWords::tr("Alerts open and close late: rules change too many");
    case Kind::MetricsFull:
        return alert.subject.isEmpty()
            ? SystemWords::tr("No room for new metrics")
            : SystemWords::tr("No room for new metrics of device %1").arg(alert.subject);
    case Kind::ClockDrift:
        return SystemWords::tr("The server's clock is off by %1 s")
            .arg(QLocale().toString(std::abs(details.value("offset_ms"_L1).toDouble()) / 1000.0, 'f', 1));
    case Kind::ProviderAway: return SystemWords::tr("A sign-in provider does not answer");
    case Kind::Other: return alert.summary;
    }
    Q_UNREACHABLE();
}

QString systemAlertMeaning(const model::SystemAlert &alert)
{
    switch (alert.kind) {
    case Kind::SessionLost:
        return SystemWords::tr(
            "What was queued in the broker and not stored yet is gone. It loses its memory when it "
            "is killed or its files are removed.");
    case Kind::SessionTaken:
        return SystemWords::tr(
            "It connects with Pulse's client id. What is published between that and Pulse's return is lost. "
            "Tie client ids to accounts at the broker, then give Pulse another one: pulse-server broker "
            "new-session.");
    case Kind::SessionUnprotected:
        return SystemWords::tr(
            "Tried with an id of no meaning: the account of a device threw out Pulse's. Tie "
            "client ids to accounts at the broker; the operator guide says how.");
    case Kind::IngestDeaf:
        return SystemWords::tr("It took what devices sent, and Pulse connected anew. Check that Pulse's "
                               "account may read tenant/# "
                               "and read and write pulse/#, and that nobody else uses its client id.");
    case Kind::BrokerDropping:
        return SystemWords::tr(
            "The queue was full, and devices got their acknowledgement all the same. Give the broker "
            "more room, or find out why ingest was away.");
    case Kind::BrokerQueueHalf:
        return SystemWords::tr("When it is full, readings are lost. Ingest is behind, or away.");
    case Kind::IngestBlind:
        return SystemWords::tr(
            "Values are complete up to the time below. No device is reported silent meanwhile, and "
            "customers are told that values may be out of date.");
    case Kind::IngestStopped:
        return SystemWords::tr(
            "It does not go on by itself. The server's log says more; then start it again.");
    case Kind::IntegrationFailing:
        return SystemWords::tr("Deliveries wait or are given up. It clears when one arrives, or when the "
                               "integration is changed or disabled.");
    case Kind::AlertsDeferred:
        return SystemWords::tr(
            "What lasts is an alert later; what came and went meanwhile is none. Give rules a "
            "value to clear at or a time to wait, or have fewer of them.");
    case Kind::MetricsFull:
        return SystemWords::tr("New names are dropped; metrics that are known go on. Names that nobody has "
                               "sent for 30 days make room.");
    case Kind::ClockDrift:
        return SystemWords::tr("Times are the database's. Set the clocks of both machines.");
    case Kind::ProviderAway:
        return SystemWords::tr(
            "Who is signed in goes on. When its keys change, or after a day, nobody signs in "
            "by it until it answers again.");
    case Kind::Other: return {};
    }
    Q_UNREACHABLE();
}

QList<AlertDetailText> systemAlertDetails(const model::SystemAlert &alert)
{
    QList<AlertDetailText> texts;
    const auto add = [&texts](const QString &name, const QString &value) {
        if (!value.isEmpty())
            texts.append({name, value});
    };
    const QJsonObject &details = alert.details;
    add(SystemWords::tr("Complete up to"), timeOf(details.value("since"_L1)));
    add(SystemWords::tr("Came in again"), timeOf(details.value("until"_L1)));
    if (details.contains("dropped"_L1))
        add(SystemWords::tr("Messages dropped"), number(details.value("dropped"_L1)));
    if (details.value("times"_L1).toInteger() > 1)
        add(SystemWords::tr("Times"), number(details.value("times"_L1)));
    add(SystemWords::tr("Last"), timeOf(details.value("last_at"_L1)));
    if (details.contains("bound_bytes"_L1))
        add(SystemWords::tr("Room for"),
            QLocale().formattedDataSize(details.value("bound_bytes"_L1).toInteger()));
    add(SystemWords::tr("Why"), details.value("why"_L1).toString());
    add(SystemWords::tr("Tenant"), alert.tenantId);
    add(SystemWords::tr("Subject"), alert.subject);
    return texts;
}

} // namespace pulse::models
