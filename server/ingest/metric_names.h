// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Interned names of metrics and lists of metrics of one tenant. What is missing is collected, and committed
// by the pipeline in a transaction of its own before a batch uses it.
#pragma once

#include "model/registry_snapshot.h"

#include <QHashFunctions>
#include <map>
#include <set>
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

// Thread safety: none; belongs to the writer.
class MetricNames {
public:
    static constexpr size_t kMostMetricsOfMessage = 256;
    static constexpr size_t kMostNames = 2'000;
    static constexpr size_t kMostSets = 5'000;
    // From here on integers are taken as numbers, so that a device whose values happen to be whole now and
    // then cannot use the sets up: 2^n kinds of n metrics.
    static constexpr size_t kWidenFrom = 1'000;

    void add(const model::MetricName &name);
    void add(const model::MetricSet &set);

    MetricKey find(QByteArrayView name) const; // invalid when not interned
    MetricSetKey find(const std::vector<model::MetricCode> &codes) const;
    QByteArray nameOf(MetricKey metric) const;

    size_t nameCount() const { return m_byName.size(); }
    size_t setCount() const { return m_sets.size(); }
    bool isFullOfNames() const { return nameCount() >= kMostNames; }
    bool isFullOfSets() const { return setCount() >= kMostSets; }
    bool widensIntegers() const { return setCount() >= kWidenFrom; }

private:
    BytesMap<MetricKey> m_byName;
    std::unordered_map<MetricKey, QByteArray> m_names;
    std::map<std::vector<model::MetricCode>, MetricSetKey> m_sets;
};

} // namespace pulse::ingest
