// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/metric_sets.h"

#include <algorithm>
#include <tuple>

namespace pulse::ingest {

using model::MetricCode;
using model::PlacedSet;

void MetricSets::put(model::MetricSet set)
{
    const auto known = m_sets.find(set.key);
    const size_t first = known == m_sets.end() ? 0 : known->second.size();
    for (size_t position = first; position < set.codes.size(); ++position)
        m_having[set.codes[position].metric()].push_back(set.key);
    const MetricSetKey key = set.key;
    m_sets.insert_or_assign(key, PlacedSet(std::move(set)));
}

const PlacedSet *MetricSets::find(MetricSetKey key) const
{
    const auto at = m_sets.find(key);
    return at == m_sets.end() ? nullptr : &at->second;
}

// Only these can have all of them: the sets of the metric that fewest sets have. Null: one has none.
const std::vector<MetricSetKey> *MetricSets::having(std::span<const MetricCode> wanted) const
{
    const std::vector<MetricSetKey> *fewest = nullptr;
    for (const MetricCode code : wanted) {
        const auto sets = m_having.find(code.metric());
        if (sets == m_having.end())
            return nullptr;
        if (!fewest || sets->second.size() < fewest->size())
            fewest = &sets->second;
    }
    return fewest;
}

MetricSetKey MetricSets::covering(std::span<const MetricCode> wanted) const
{
    const std::vector<MetricSetKey> *candidates = having(wanted);
    if (!candidates)
        return {};
    const size_t longest = count() < kFewSets ? 2 * wanted.size() + kFewSets : PlacedSet::kMostPositions;
    MetricSetKey best;
    std::tuple<size_t, size_t, MetricSetKey> bestRank;
    for (const MetricSetKey key : *candidates) {
        const PlacedSet &set = m_sets.at(key);
        if (set.size() > longest || (best.isValid() && set.size() > std::get<0>(bestRank)))
            continue;
        const PlacedSet::Match match = set.match(wanted);
        // Shorter, then of more kinds alike, then older.
        const std::tuple rank(set.size(), wanted.size() - match.alike, key);
        if (match.had == wanted.size() && (!best.isValid() || rank < bestRank)) {
            best = key;
            bestRank = rank;
        }
    }
    return best;
}

std::optional<MetricSets::Choice> MetricSets::growth(const PlacedSet *set,
                                                     std::span<const MetricCode> wanted) const
{
    if (!set)
        return std::nullopt;
    Choice choice{set->key(), {}};
    for (const MetricCode code : wanted) {
        if (!set->has(code.metric()))
            choice.codes.push_back(code);
    }
    if (set->size() + choice.codes.size() > PlacedSet::kMostPositions)
        return std::nullopt;
    return choice;
}

// That has most of them, and room for the rest; the shortest of those.
const PlacedSet *MetricSets::likest(std::span<const MetricCode> wanted) const
{
    std::unordered_map<MetricSetKey, size_t> had;
    for (const MetricCode code : wanted) {
        if (const auto sets = m_having.find(code.metric()); sets != m_having.end()) {
            for (const MetricSetKey key : sets->second)
                ++had[key];
        }
    }
    const PlacedSet *best = nullptr;
    std::tuple<size_t, size_t, MetricSetKey> bestRank;
    for (const auto &[key, count] : had) {
        const PlacedSet &set = m_sets.at(key);
        const std::tuple rank(wanted.size() - count, set.size(), key);
        if (set.size() + wanted.size() - count <= PlacedSet::kMostPositions && (!best || rank < bestRank)) {
            best = &set;
            bestRank = rank;
        }
    }
    return best;
}

const PlacedSet *MetricSets::smallest() const
{
    const PlacedSet *best = nullptr;
    for (const auto &[key, set] : m_sets) {
        if (!best || std::tuple(set.size(), key) < std::tuple(best->size(), best->key()))
            best = &set;
    }
    return best;
}

// Its home first: so a device uses one set for as long as this server leads.
std::optional<MetricSets::Choice> MetricSets::choose(MetricSetKey home,
                                                     std::span<const MetricCode> wanted) const
{
    const auto fresh = [wanted] { return Choice{{}, {wanted.begin(), wanted.end()}}; };
    if (auto grown = growth(find(home), wanted))
        return grown;
    if (const MetricSetKey other = covering(wanted); other.isValid())
        return Choice{other, {}};
    if (count() < kFewSets)
        return fresh();
    if (auto grown = growth(likest(wanted), wanted))
        return grown;
    if (count() < kManySets)
        return fresh();
    if (auto grown = growth(smallest(), wanted))
        return grown;
    if (count() < kMostSets)
        return fresh();
    return std::nullopt;
}

} // namespace pulse::ingest
