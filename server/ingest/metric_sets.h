// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The metric sets of one tenant, and which of them a device is to use.
//
// A set is no resource that a device could use up: readings of a device lie in its home set, whichever of the
// metrics they have and in whichever kinds (model/reading_layout), and a metric that the set lacks is
// appended to it. Appending changes nothing for others that use the set. A layout costs two bytes a value at
// most however long the set is, so sharing one is always better than to have another once there are many.
//
// Thread safety: none; belongs to the writer. Copies are independent, for plans that are not committed yet.
#pragma once

#include "model/reading_layout.h"

#include <optional>
#include <unordered_map>
#include <vector>

namespace pulse::ingest {

class MetricSets {
public:
    // Up to here a device that fits nowhere gets a set of its own, and its readings have no layout at all.
    static constexpr size_t kFewSets = 32;
    // From here on it only gets one when no other has room left.
    static constexpr size_t kManySets = 96;
    static constexpr size_t kMostSets = 5'000;

    void put(model::MetricSet set); // a new one, or one that has grown
    const model::PlacedSet *find(MetricSetKey key) const; // null when there is none
    size_t count() const { return m_sets.size(); }

    // Requires of both: wanted sorted by metric, each once, at least one.
    // The smallest set that has all of them and is not much larger, unless there are many sets; invalid:
    // none.
    MetricSetKey covering(std::span<const model::MetricCode> wanted) const;

    // Where a device finds room whose home set lacks some of what it wants, or that has none (invalid). None:
    // nowhere.
    struct Choice {
        MetricSetKey set; // invalid: a new one
        std::vector<model::MetricCode> codes; // to append to it, or all of the new one; empty: as it is
    };
    std::optional<Choice> choose(MetricSetKey home, std::span<const model::MetricCode> wanted) const;

private:
    std::optional<Choice> growth(const model::PlacedSet *set,
                                 std::span<const model::MetricCode> wanted) const;
    const model::PlacedSet *likest(std::span<const model::MetricCode> wanted) const;
    const model::PlacedSet *smallest() const;
    const std::vector<MetricSetKey> *having(std::span<const model::MetricCode> wanted) const;

    std::unordered_map<MetricSetKey, model::PlacedSet> m_sets;
    std::unordered_map<MetricKey, std::vector<MetricSetKey>> m_having; // the sets that have a metric
};

} // namespace pulse::ingest
