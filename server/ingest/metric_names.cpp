// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/metric_names.h"

namespace pulse::ingest {

void MetricNames::add(const model::MetricName &name)
{
    m_byName.insert_or_assign(name.name, name.key);
    m_names.insert_or_assign(name.key, name.name);
}

void MetricNames::add(const model::MetricSet &set) { m_sets.insert_or_assign(set.codes, set.key); }

MetricKey MetricNames::find(QByteArrayView name) const
{
    const auto at = m_byName.find(name);
    return at == m_byName.end() ? MetricKey{} : at->second;
}

MetricSetKey MetricNames::find(const std::vector<model::MetricCode> &codes) const
{
    const auto at = m_sets.find(codes);
    return at == m_sets.end() ? MetricSetKey{} : at->second;
}

QByteArray MetricNames::nameOf(MetricKey metric) const
{
    const auto at = m_names.find(metric);
    return at == m_names.end() ? QByteArray() : at->second;
}

} // namespace pulse::ingest
