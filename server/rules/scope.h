// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which devices a rule is for.
#pragma once

#include "model/alert_rule.h"

#include <QByteArray>
#include <vector>

namespace pulse::rules {

// A device as its rules see it. Requires: the texts outlive it.
struct Place {
    const QByteArray &siteId; // UTF-8, as is the next
    const QByteArray &deviceId;
};

// Device ids that begin with one of some texts; with every text where there is none.
class Prefixes {
public:
    Prefixes() = default;
    explicit Prefixes(const QStringList &texts);

    // One search, however many there are.
    bool cover(const QByteArray &deviceId) const;

private:
    std::vector<QByteArray> m_sorted; // none begins with another
};

bool coversSite(const model::AlertRule &rule, const QByteArray &siteId);

// A rule has no opinion on devices of other sites, or of other names. For one look; RuleIndex answers it for
// every reading.
bool covers(const model::AlertRule &rule, const QByteArray &siteId, const QByteArray &deviceId);

} // namespace pulse::rules
