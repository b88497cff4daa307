// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/service_notice.h"

#include "models/system_alert_text.h"
#include "models/times.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>

namespace pulse::models {

namespace {

struct NoticeWords {
    Q_DECLARE_TR_FUNCTIONS(ServiceNotice)
};

using Action = ServiceNotice::Action;
using model::SeverityClass;

// What is shown was right when the server was heard last.
ServiceNotice awayNotice(const client::LiveLink &link, const QDateTime &now)
{
    const QString since = clockText(link.lastMessageAt.toLocalTime(), now);
    return {since.isEmpty()
                ? NoticeWords::tr("Pulse cannot be reached.")
                : NoticeWords::tr("Pulse cannot be reached. Values may be out of date since %1.").arg(since),
            SeverityClass::Warning, Action::Retry};
}

ServiceNotice alertsNotice(const QList<model::SystemAlert> &alerts)
{
    const auto worst =
        std::max_element(alerts.begin(), alerts.end(), [](const auto &left, const auto &right) {
            return left.severity < right.severity; // the newest of the worst: they come newest first
        });
    const QString title = systemAlertTitle(*worst);
    const QString text = alerts.size() == 1
        ? title + QLatin1Char('.')
        : NoticeWords::tr("%1. And %2 more.").arg(title, QLocale().toString(alerts.size() - 1));
    return {text, model::severityClass(worst->severity), Action::ShowSystemAlerts};
}

ServiceNotice notReceivingNotice(const model::ServiceState &service, const QDateTime &now)
{
    const QString since = service.since ? clockText(localTime(*service.since), now) : QString();
    return {since.isEmpty()
                ? NoticeWords::tr("Values may be out of date: Pulse is not receiving.")
                : NoticeWords::tr("Values may be out of date since %1: Pulse is not receiving.").arg(since),
            SeverityClass::Warning, Action::None};
}

} // namespace

std::optional<ServiceNotice> noticeOf(const ServiceKnowledge &known, const QDateTime &now)
{
    if (known.link.state == client::LiveLink::State::Offline)
        return awayNotice(known.link, now);
    if (!known.systemAlerts.isEmpty())
        return alertsNotice(known.systemAlerts);
    if (known.service && !known.service->isReceiving)
        return notReceivingNotice(*known.service, now);
    return std::nullopt;
}

} // namespace pulse::models
