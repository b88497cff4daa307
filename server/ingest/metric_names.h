// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Interned names of metrics of one tenant, and how many more there may be. What is missing is collected, and
// committed by the pipeline in a transaction of its own before a batch uses it.
//
// A name counts while somebody uses it: one that nobody has sent for kUnusedFor keeps its key and its
// history, and makes room. Whoever sends it again introduces it again. A device has a share of its own, so
// that one that makes names up leaves the others theirs.
#pragma once

#include "model/registry_snapshot.h"

#include <QHashFunctions>
#include <unordered_map>

namespace pulse::ingest {

struct BytesHash {
    using is_transparent = void;
    size_t operator()(QByteArrayView bytes) const noexcept
    {
        // Seeded: strangers choose what is looked up, and must not choose what collides.
        return qHashBits(bytes.data(), static_cast<size_t>(bytes.size()), QHashSeed::globalSeed());
    }
};
struct BytesEqual {
    using is_transparent = void;
    bool operator()(QByteArrayView left, QByteArrayView right) const noexcept { return left == right; }
};
template <class Value> using BytesMap = std::unordered_map<QByteArray, Value, BytesHash, BytesEqual>;

// What stands against one more metric.
enum class MetricBound { None, NamesOfDevice, NamesOfTenant, SetsOfTenant };

// Thread safety: none; belongs to the writer.
class MetricNames {
public:
    using Day = std::chrono::sys_days;
    static constexpr size_t kMostMetricsOfMessage = 256;
    static constexpr size_t kMostNames = 4'000; // of a tenant, in use
    static constexpr size_t kMostNamesOfDevice = 1'000; // introduced by it, and in use
    static constexpr std::chrono::days kUnusedFor{30};

    void add(const model::MetricName &name); // a new one, or one whose use is another

    struct Known {
        MetricKey key;
        DeviceKey introducedBy;
        Day lastUsed;

        bool isInUse(Day today) const { return lastUsed + kUnusedFor >= today; }
    };
    const Known *known(QByteArrayView name) const; // null when not interned
    MetricKey find(QByteArrayView name) const; // invalid when not interned
    QByteArray nameOf(MetricKey metric) const;
    size_t nameCount() const { return m_byName.size(); }

    // Whether a device may introduce one more, beside those that it, and all, are about to.
    struct Pending {
        size_t ofDevice = 0;
        size_t ofTenant = 0;
    };
    MetricBound boundFor(DeviceKey device, const Pending &pending, Day today);

private:
    void count(Day today);

    BytesMap<Known> m_byName;
    std::unordered_map<MetricKey, QByteArray> m_names;
    std::optional<Day> m_countedOn; // none: names came since
    size_t m_inUse = 0;
    std::unordered_map<DeviceKey, size_t> m_inUseByDevice;
};

} // namespace pulse::ingest
