// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/reading_layout.h"

#include <algorithm>

namespace pulse::model {

namespace {

struct Laid {
    std::uint16_t position = 0;
    std::uint8_t kind = 0; // as in a layout: 1 number, 2 integer, 3 boolean
    double value = 0;
};
using LaidValues = QVarLengthArray<Laid, 64>;

void appendMap(const LaidValues &laid, size_t length, std::vector<char> &layouts)
{
    const size_t begin = layouts.size();
    layouts.resize(begin + length);
    for (const Laid &one : laid) {
        char &byte = layouts[begin + one.position / 4];
        byte = static_cast<char>(static_cast<unsigned char>(byte) | (one.kind << (one.position % 4 * 2)));
    }
}

void appendList(const LaidValues &laid, std::vector<char> &layouts)
{
    for (const Laid &one : laid) {
        const unsigned entry = one.position * 4U + one.kind;
        layouts.push_back(static_cast<char>(entry >> 8U));
        layouts.push_back(static_cast<char>(entry & 0xFFU));
    }
    layouts.push_back(0);
}

MetricCode codeAt(MetricCode inSet, unsigned kind)
{
    return MetricCode::of(inSet.metric(), static_cast<MetricKind>(kind - 1));
}

unsigned byteAt(QByteArrayView bytes, size_t at)
{
    return static_cast<unsigned char>(bytes[static_cast<qsizetype>(at)]);
}

bool codesOfMap(std::span<const MetricCode> codes, QByteArrayView layout, std::vector<MetricCode> &result)
{
    for (size_t position = 0; position < static_cast<size_t>(layout.size()) * 4; ++position) {
        const unsigned kind = (byteAt(layout, position / 4) >> (position % 4 * 2)) & 3U;
        if (kind == 0)
            continue;
        if (position >= codes.size())
            return false;
        result.push_back(codeAt(codes[position], kind));
    }
    return true;
}

bool codesOfList(std::span<const MetricCode> codes, QByteArrayView layout, std::vector<MetricCode> &result)
{
    for (size_t at = 0; at + 1 < static_cast<size_t>(layout.size()); at += 2) {
        const unsigned entry = byteAt(layout, at) * 256 + byteAt(layout, at + 1);
        if (entry / 4 >= codes.size() || entry % 4 == 0)
            return false;
        result.push_back(codeAt(codes[entry / 4], entry % 4));
    }
    return true;
}

} // namespace

PlacedSet::PlacedSet(MetricSet set)
    : m_set(std::move(set))
{
    m_places.reserve(m_set.codes.size());
    for (const MetricCode code : m_set.codes)
        m_places.push_back({code.metric(), static_cast<std::uint16_t>(m_places.size())});
    std::sort(m_places.begin(), m_places.end(),
              [](const Place &a, const Place &b) { return a.metric < b.metric; });
}

std::vector<PlacedSet::Place>::const_iterator PlacedSet::find(std::vector<Place>::const_iterator from,
                                                              MetricKey metric) const
{
    // Mostly the very next one.
    if (from != m_places.end() && from->metric == metric)
        return from;
    const auto at = std::lower_bound(from, m_places.end(), metric,
                                     [](const Place &place, MetricKey key) { return place.metric < key; });
    return at != m_places.end() && at->metric == metric ? at : m_places.end();
}

bool PlacedSet::has(MetricKey metric) const { return find(m_places.begin(), metric) != m_places.end(); }

bool PlacedSet::isPrefix(std::span<const MetricValue> metrics) const
{
    return metrics.size() <= m_set.codes.size()
        && std::equal(metrics.begin(), metrics.end(), m_set.codes.begin(),
                      [](const MetricValue &value, MetricCode code) { return value.code == code; });
}

bool PlacedSet::covers(std::span<const MetricValue> metrics) const
{
    if (isPrefix(metrics))
        return true;
    auto at = m_places.begin();
    for (const MetricValue &value : metrics) {
        at = find(at, value.code.metric());
        if (at == m_places.end())
            return false;
        ++at;
    }
    return true;
}

PlacedSet::Match PlacedSet::match(std::span<const MetricCode> metrics) const
{
    Match match;
    for (const MetricCode code : metrics) {
        const auto at = find(m_places.begin(), code.metric());
        if (at == m_places.end())
            continue;
        ++match.had;
        match.alike += m_set.codes[at->position] == code ? 1 : 0;
    }
    return match;
}

void PlacedSet::layOut(std::span<const MetricValue> metrics, std::vector<double> &values,
                       std::vector<char> &layouts) const
{
    if (isPrefix(metrics)) {
        for (const MetricValue &value : metrics)
            values.push_back(value.value);
        return;
    }
    LaidValues laid;
    auto at = m_places.begin();
    for (const MetricValue &value : metrics) {
        at = find(at, value.code.metric());
        Q_ASSERT(at != m_places.end());
        const unsigned kind = static_cast<unsigned>(value.code.kind()) + 1;
        laid.append({(at++)->position, static_cast<std::uint8_t>(kind), value.value});
    }
    const auto byPosition = [](const Laid &a, const Laid &b) { return a.position < b.position; };
    if (!std::is_sorted(laid.cbegin(), laid.cend(), byPosition))
        std::sort(laid.begin(), laid.end(), byPosition);
    for (const Laid &one : std::as_const(laid))
        values.push_back(one.value);
    const size_t map = laid.last().position / 4U + 1;
    if (map <= metrics.size() * 2 + 1)
        appendMap(laid, map, layouts);
    else
        appendList(laid, layouts);
}

bool codesOfValues(std::span<const MetricCode> codes, QByteArrayView layout, size_t values,
                   std::vector<MetricCode> &result)
{
    result.clear();
    if (layout.isEmpty()) {
        if (values > codes.size())
            return false;
        result.assign(codes.begin(), codes.begin() + static_cast<std::ptrdiff_t>(values));
        return true;
    }
    const bool isList = layout.back() == 0;
    return (isList ? codesOfList(codes, layout, result) : codesOfMap(codes, layout, result))
        && result.size() == values;
}

} // namespace pulse::model
