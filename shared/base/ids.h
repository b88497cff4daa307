// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Integer keys of the inside. The outside sees texts (tenant_id, device_id); they are resolved once at the
// edge.
#pragma once

#include <QHashFunctions>
#include <compare>
#include <cstdint>
#include <functional>

namespace pulse {

template <class Tag> struct Key {
    std::int64_t value = 0; // 0: none; keys in the database begin at 1

    constexpr bool isValid() const { return value != 0; }
    constexpr auto operator<=>(const Key &) const = default;
    friend size_t qHash(const Key &key, size_t seed = 0) noexcept { return ::qHash(key.value, seed); }
};

using TenantKey = Key<struct TenantTag>;
using SiteKey = Key<struct SiteTag>;
using DeviceKey = Key<struct DeviceTag>;
using MetricKey = Key<struct MetricTag>;
using MetricSetKey = Key<struct MetricSetTag>;
using RuleKey = Key<struct RuleTag>;
using IntegrationKey = Key<struct IntegrationTag>;
using RouteKey = Key<struct RouteTag>;
using AlertId = Key<struct AlertTag>;
using TransitionId = Key<struct TransitionTag>;
using JobId = Key<struct JobTag>;

} // namespace pulse

template <class Tag> struct std::hash<pulse::Key<Tag>> {
    size_t operator()(const pulse::Key<Tag> &key) const noexcept
    {
        return std::hash<std::int64_t>{}(key.value);
    }
};
