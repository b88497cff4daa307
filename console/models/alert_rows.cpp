// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/alert_rows.h"

#include <algorithm>

namespace pulse::models {

using namespace Qt::StringLiterals;

bool accepts(AlertFilter filter, const model::Alert &alert)
{
    switch (filter) {
    case AlertFilter::Open: return !alert.clearedAt;
    case AlertFilter::Closed: return alert.clearedAt.has_value();
    case AlertFilter::All: return true;
    }
    Q_UNREACHABLE();
}

QString statusWord(AlertFilter filter)
{
    switch (filter) {
    case AlertFilter::Open: return u"OPEN"_s;
    case AlertFilter::Closed: return u"CLOSED"_s;
    case AlertFilter::All: return u"ALL"_s;
    }
    Q_UNREACHABLE();
}

int AlertRows::placeOf(const model::Alert &alert) const
{
    const auto isNewer = [](const model::Alert &left, const model::Alert &right) {
        return left.createdAt != right.createdAt ? left.createdAt > right.createdAt
                                                 : left.alertId > right.alertId;
    };
    return static_cast<int>(std::lower_bound(m_alerts.begin(), m_alerts.end(), alert, isNewer)
                            - m_alerts.begin());
}

bool AlertRows::holdsAt(int row, const model::Alert &alert) const
{
    return row < count() && at(row).alertId == alert.alertId;
}

void AlertRows::insert(int row, const model::Alert &alert) { m_alerts.insert(m_alerts.begin() + row, alert); }

void AlertRows::replace(int row, const model::Alert &alert) { m_alerts[static_cast<size_t>(row)] = alert; }

void AlertRows::remove(int row) { m_alerts.erase(m_alerts.begin() + row); }

} // namespace pulse::models
