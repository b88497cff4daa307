// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What ends an open alert though no reading says so: its rule is gone, or no longer for this device; or the
// device is.
#pragma once

#include "model/registry_snapshot.h"
#include "rules/scope.h"

#include <functional>
#include <optional>

namespace pulse::rules {

enum class Retirement {
    DeviceRevoked,
    RuleDeleted,
    RuleDisabled,
    SiteLeft, // the rule is for other sites
    DeviceLeft, // the rule is for other prefixes
    MetricChanged,
    ConditionChanged,
    HeartbeatsOff, // the tenant wants no alerts about them any more
};

struct DeviceUnderConfig { // a device, and what its tenant has decided
    const model::RegisteredDevice &device;
    const model::TenantConfig &config;
};

// `metricOf`: the key of a rule's metric. None: it goes on.
using MetricOfRule = std::function<MetricKey(const model::AlertRule &rule)>;
std::optional<Retirement> retirementOf(const model::ActiveAlert &alert, const DeviceUnderConfig &configured,
                                       const MetricOfRule &metricOf);

// A timer of a rule that was changed, or that is not for this device any more.
bool isOutdated(const model::PendingRule &timer, const DeviceUnderConfig &configured);

} // namespace pulse::rules
