// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/metric_names.h"

namespace pulse::ingest {

void MetricNames::add(const model::MetricName &name)
{
    m_byName.insert_or_assign(name.name, Known{name.key, name.introducedBy, name.lastUsed});
    m_names.insert_or_assign(name.key, name.name);
    m_countedOn.reset();
}

const MetricNames::Known *MetricNames::known(QByteArrayView name) const
{
    const auto at = m_byName.find(name);
    return at == m_byName.end() ? nullptr : &at->second;
}

MetricKey MetricNames::find(QByteArrayView name) const
{
    const Known *found = known(name);
    return found ? found->key : MetricKey{};
}

QByteArray MetricNames::nameOf(MetricKey metric) const
{
    const auto at = m_names.find(metric);
    return at == m_names.end() ? QByteArray() : at->second;
}

void MetricNames::count(Day today)
{
    m_inUse = 0;
    m_inUseByDevice.clear();
    for (const auto &[name, known] : m_byName) {
        if (!known.isInUse(today))
            continue;
        ++m_inUse;
        ++m_inUseByDevice[known.introducedBy];
    }
    m_countedOn = today;
}

MetricBound MetricNames::boundFor(DeviceKey device, const Pending &pending, Day today)
{
    if (m_countedOn != today)
        count(today);
    const auto own = m_inUseByDevice.find(device);
    if ((own == m_inUseByDevice.end() ? 0 : own->second) + pending.ofDevice >= kMostNamesOfDevice)
        return MetricBound::NamesOfDevice;
    return m_inUse + pending.ofTenant >= kMostNames ? MetricBound::NamesOfTenant : MetricBound::None;
}

} // namespace pulse::ingest
