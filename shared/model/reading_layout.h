// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How the values of a reading lie in the positions of its metric set: the form of the column reading.layout
// (migration 0023 says what its bytes mean). A set is a list of metrics that only grows, so a reading that
// lacks some of them, or has one in another kind than last time, needs no set of its own.
//
// Thread safety: values; no shared state.
#pragma once

#include "model/reading.h"

#include <QByteArrayView>
#include <vector>

namespace pulse::model {

struct MetricSet {
    MetricSetKey key;
    std::vector<MetricCode> codes; // by position; the kind is the one the metric first came in
};

// A set with the way from a metric to its position.
class PlacedSet {
public:
    static constexpr size_t kMostPositions = 4'096; // 14 bits of a layout would hold four times as many

    explicit PlacedSet(MetricSet set);

    MetricSetKey key() const { return m_set.key; }
    const std::vector<MetricCode> &codes() const { return m_set.codes; }
    size_t size() const { return m_set.codes.size(); }
    bool has(MetricKey metric) const;

    // Requires of all below: metrics sorted, each once.
    // True when every metric has a position.
    bool covers(std::span<const MetricValue> metrics) const;

    struct Match {
        size_t had = 0; // metrics that have a position
        size_t alike = 0; // those that came in first in the same kind
    };
    Match match(std::span<const MetricCode> metrics) const;

    // Appends the values by position, and the layout unless it is the empty one. Requires: covers(metrics).
    void layOut(std::span<const MetricValue> metrics, std::vector<double> &values,
                std::vector<char> &layouts) const;

private:
    struct Place {
        MetricKey metric;
        std::uint16_t position = 0;
    };
    std::vector<Place>::const_iterator find(std::vector<Place>::const_iterator from, MetricKey metric) const;
    bool isPrefix(std::span<const MetricValue> metrics) const;

    MetricSet m_set;
    std::vector<Place> m_places; // sorted by metric
};

// The codes of a reading's values, value by value, kinds as they came in. False: a position is not among
// `codes`, which were read before the set grew.
bool codesOfValues(std::span<const MetricCode> codes, QByteArrayView layout, size_t values,
                   std::vector<MetricCode> &result);

} // namespace pulse::model
