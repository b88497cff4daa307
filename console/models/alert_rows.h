// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Alerts, newest first, without Qt's models. An alert's place never changes, because its creation does not.
//
// Invariants: ordered by (createdAt, alertId) descending; every alert once; an older version never replaces a
// newer one.
#pragma once

#include "model/alert.h"

#include <optional>
#include <vector>

namespace pulse::models {

enum class AlertFilter { Open, Closed, All };

bool accepts(AlertFilter filter, const model::Alert &alert);
QString statusWord(AlertFilter filter); // the server's `status`

class AlertRows {
public:
    int count() const { return static_cast<int>(m_alerts.size()); }
    const model::Alert &at(int row) const { return m_alerts[static_cast<size_t>(row)]; }
    int placeOf(const model::Alert &alert) const; // where it is, or where it goes
    bool holdsAt(int row, const model::Alert &alert) const;

    void insert(int row, const model::Alert &alert);
    void replace(int row, const model::Alert &alert);
    void remove(int row);
    void clear() { m_alerts.clear(); }

private:
    std::vector<model::Alert> m_alerts;
};

} // namespace pulse::models
