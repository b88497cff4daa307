// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/batch/metric_bound_alerts.h"

#include "store/alerts/system_alert_table.h"

namespace pulse::pipeline {

using namespace Qt::StringLiterals;
using ingest::MetricBound;

namespace {

struct Words {
    QString bound; // for programs
    qint64 most;
    QString summary;
};

Words wordsOf(MetricBound bound, const QString &deviceId)
{
    using ingest::MetricNames;
    switch (bound) {
    case MetricBound::NamesOfDevice:
        return {u"names_of_device"_s, MetricNames::kMostNamesOfDevice,
                u"Device %1 has introduced as many metric names as one may: further ones are dropped."_s.arg(
                    deviceId)};
    case MetricBound::NamesOfTenant:
        return {u"names_of_tenant"_s, MetricNames::kMostNames,
                u"The tenant has as many metric names in use as it may: further ones are dropped."_s};
    case MetricBound::SetsOfTenant:
        return {u"sets_of_tenant"_s, ingest::MetricSets::kMostSets,
                u"The tenant has as many metric sets as it may: further metrics are dropped."_s};
    case MetricBound::None: break;
    }
    Q_UNREACHABLE();
}

} // namespace

void MetricBoundAlerts::take(ingest::Device &device, MetricBound bound)
{
    if (bound == MetricBound::None)
        return;
    const bool isOwn = bound == MetricBound::NamesOfDevice;
    m_met.insert_or_assign({device.tenant, isOwn ? device.registered.key : DeviceKey{}}, Met{&device, bound});
}

Result<> MetricBoundAlerts::write(const store::SystemScope &scope, Instant now)
{
    for (const auto &[subject, met] : m_met) {
        const auto told = subject.tenant->toldOfBound.find(subject.device);
        if (told != subject.tenant->toldOfBound.end() && now - told->second < kSaidAgain)
            continue;
        const QString deviceId = QString::fromUtf8(met.device->registered.deviceId);
        const Words words = wordsOf(met.bound, deviceId);
        model::SystemAlert alert;
        alert.tenantId = QString::fromUtf8(subject.tenant->versions.tenantId);
        alert.kind = model::SystemAlertKind::MetricsFull;
        alert.subject = subject.device.isValid() ? deviceId : QString();
        alert.severity = 3;
        alert.summary = words.summary;
        alert.details = {{u"bound"_s, words.bound}, {u"most"_s, words.most}, {u"device_id"_s, deviceId}};
        alert.raisedAt = now;
        alert.updatedAt = now;
        PULSE_CHECK(store::raiseSystemAlert(scope, alert, false));
        m_written.insert_or_assign(subject, now);
    }
    return {};
}

void MetricBoundAlerts::apply()
{
    for (const auto &[subject, at] : m_written)
        subject.tenant->toldOfBound.insert_or_assign(subject.device, at);
}

} // namespace pulse::pipeline
