// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/retired_reason.h"

namespace pulse::alerts {

using namespace Qt::StringLiterals;
using rules::Retirement;

QString retiredReason(Retirement retirement)
{
    switch (retirement) {
    case Retirement::DeviceRevoked: return u"the device was revoked"_s;
    case Retirement::RuleDeleted: return u"its rule was deleted"_s;
    case Retirement::RuleDisabled: return u"its rule was disabled"_s;
    case Retirement::SiteLeft: return u"its rule is no longer for the device's site"_s;
    case Retirement::DeviceLeft: return u"its rule is no longer for the device's name"_s;
    case Retirement::MetricChanged: return u"its rule is about another metric now"_s;
    case Retirement::ConditionChanged: return u"its rule has another condition now"_s;
    case Retirement::HeartbeatsOff: return u"heartbeat alerts were switched off"_s;
    }
    Q_UNREACHABLE();
}

} // namespace pulse::alerts
