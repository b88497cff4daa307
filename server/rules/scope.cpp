// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules/scope.h"

#include <algorithm>

namespace pulse::rules {

Prefixes::Prefixes(const QStringList &texts)
{
    std::vector<QByteArray> all;
    for (const QString &text : texts)
        all.push_back(text.toUtf8());
    std::sort(all.begin(), all.end());
    for (const QByteArray &text : all) { // what begins with another one comes right behind it
        if (m_sorted.empty() || !text.startsWith(m_sorted.back()))
            m_sorted.push_back(text);
    }
}

// Whatever lies between a prefix of the id and the id begins with that prefix too, and there is none such:
// only the last one that is not behind the id can be it.
bool Prefixes::cover(const QByteArray &deviceId) const
{
    if (m_sorted.empty())
        return true;
    const auto behind = std::upper_bound(m_sorted.begin(), m_sorted.end(), deviceId);
    return behind != m_sorted.begin() && deviceId.startsWith(*std::prev(behind));
}

bool coversSite(const model::AlertRule &rule, const QByteArray &siteId)
{
    return rule.siteIds.isEmpty() || rule.siteIds.contains(QString::fromUtf8(siteId));
}

bool covers(const model::AlertRule &rule, const QByteArray &siteId, const QByteArray &deviceId)
{
    return coversSite(rule, siteId) && Prefixes(rule.devicePrefixes).cover(deviceId);
}

} // namespace pulse::rules
