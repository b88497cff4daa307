// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/device_rows.h"

#include <algorithm>

namespace pulse::models {

using namespace Qt::StringLiterals;

namespace {

template <class T> int compared(const T &left, const T &right)
{
    return left < right ? -1 : right < left ? 1 : 0;
}

int comparedBy(DeviceColumn column, const DeviceRow &left, const DeviceRow &right)
{
    switch (column) {
    case DeviceColumn::Device: return 0; // the tie-break
    case DeviceColumn::Site: return QString::compare(left.siteId, right.siteId);
    case DeviceColumn::Status: return compared(left.status, right.status);
    case DeviceColumn::LastSeen: return compared(left.lastSeenAt, right.lastSeenAt);
    case DeviceColumn::Battery: return compared(left.battery, right.battery);
    case DeviceColumn::Metrics: return compared(left.metricCount, right.metricCount);
    }
    Q_UNREACHABLE();
}

} // namespace

DeviceRow DeviceRow::of(const model::Device &device)
{
    DeviceRow row{device.deviceId,   device.siteId, device.status,
                  device.lastSeenAt, std::nullopt,  static_cast<int>(device.state.size())};
    const QJsonValue battery = device.state.value("battery_pct"_L1);
    if (battery.isDouble())
        row.battery = battery.toDouble();
    return row;
}

bool DeviceFilter::accepts(const DeviceRow &row) const
{
    if (status && row.status != *status)
        return false;
    return text.isEmpty() || row.deviceId.contains(text, Qt::CaseInsensitive)
        || row.siteId.contains(text, Qt::CaseInsensitive);
}

const DeviceRow &DeviceRows::at(int visibleRow) const
{
    return m_rows[static_cast<size_t>(m_order[static_cast<size_t>(visibleRow)])];
}

const DeviceRow *DeviceRows::find(const QString &deviceId) const
{
    const auto slot = m_slotOf.constFind(deviceId);
    return slot == m_slotOf.constEnd() ? nullptr : &m_rows[static_cast<size_t>(*slot)];
}

bool DeviceRows::isBefore(const DeviceRow &left, const DeviceRow &right) const
{
    ++m_comparisons;
    int order = comparedBy(m_sort.column, left, right);
    if (order == 0)
        order = QString::compare(left.deviceId, right.deviceId);
    return m_sort.isDescending ? order > 0 : order < 0;
}

bool DeviceRows::isSlotBefore(int left, int right) const
{
    return isBefore(m_rows[static_cast<size_t>(left)], m_rows[static_cast<size_t>(right)]);
}

int DeviceRows::lowerBound(const DeviceRow &row) const
{
    const auto found =
        std::lower_bound(m_order.begin(), m_order.end(), row, [this](int slot, const DeviceRow &key) {
            return isBefore(m_rows[static_cast<size_t>(slot)], key);
        });
    return static_cast<int>(found - m_order.begin());
}

int DeviceRows::visibleRowOf(const QString &deviceId) const
{
    const DeviceRow *row = find(deviceId);
    return row && m_filter.accepts(*row) ? lowerBound(*row) : -1;
}

DeviceRows::Change DeviceRows::plan(const DeviceRow &row) const
{
    const int from = visibleRowOf(row.deviceId);
    const bool isShown = m_filter.accepts(row);
    if (from < 0)
        return isShown ? Change{ChangeKind::Insert, -1, lowerBound(row)} : Change{};
    if (!isShown)
        return {ChangeKind::Remove, from, -1};
    const int to = lowerBound(row);
    return to == from || to == from + 1 ? Change{ChangeKind::Update, from, -1}
                                        : Change{ChangeKind::Move, from, to};
}

void DeviceRows::hold(const DeviceRow &row)
{
    const auto known = m_slotOf.constFind(row.deviceId);
    ++m_counts[static_cast<size_t>(row.status)];
    if (known == m_slotOf.constEnd()) {
        m_slotOf.insert(row.deviceId, static_cast<int>(m_rows.size()));
        m_rows.push_back(row);
        return;
    }
    DeviceRow &held = m_rows[static_cast<size_t>(*known)];
    --m_counts[static_cast<size_t>(held.status)];
    held = row;
}

void DeviceRows::apply(const DeviceRow &row, const Change &change)
{
    hold(row);
    const int slot = m_slotOf.value(row.deviceId);
    const auto begin = m_order.begin();
    switch (change.kind) {
    case ChangeKind::Nothing:
    case ChangeKind::Update: return;
    case ChangeKind::Insert:
        m_order.insert(begin + change.to, slot);
        ++m_settled;
        return;
    case ChangeKind::Remove:
        m_order.erase(begin + change.from);
        --m_settled;
        return;
    case ChangeKind::Move:
        if (change.to > change.from)
            std::rotate(begin + change.from, begin + change.from + 1, begin + change.to);
        else
            std::rotate(begin + change.to, begin + change.from, begin + change.from + 1);
        return;
    }
}

void DeviceRows::rebuild()
{
    m_order.clear();
    for (size_t slot = 0; slot < m_rows.size(); ++slot) {
        if (m_filter.accepts(m_rows[slot]))
            m_order.push_back(static_cast<int>(slot));
    }
    std::sort(m_order.begin(), m_order.end(),
              [this](int left, int right) { return isSlotBefore(left, right); });
    m_settled = static_cast<std::ptrdiff_t>(m_order.size());
}

void DeviceRows::setOrder(const DeviceOrder &order)
{
    if (m_sort == order)
        return;
    m_sort = order;
    rebuild();
}

void DeviceRows::setFilter(const DeviceFilter &filter)
{
    if (m_filter == filter)
        return;
    m_filter = filter;
    rebuild();
}

int DeviceRows::countNewShown(const std::vector<DeviceRow> &page) const
{
    return static_cast<int>(std::count_if(page.begin(), page.end(), [this](const DeviceRow &row) {
        return !m_slotOf.contains(row.deviceId) && m_filter.accepts(row);
    }));
}

void DeviceRows::append(const std::vector<DeviceRow> &page)
{
    m_settled = static_cast<std::ptrdiff_t>(m_order.size());
    for (const DeviceRow &row : page) {
        if (m_slotOf.contains(row.deviceId))
            continue;
        hold(row);
        if (m_filter.accepts(row))
            m_order.push_back(static_cast<int>(m_rows.size()) - 1);
    }
    std::sort(m_order.begin() + m_settled, m_order.end(),
              [this](int l, int r) { return isSlotBefore(l, r); });
    const bool isOneRun = m_settled == 0 || m_settled == static_cast<std::ptrdiff_t>(m_order.size())
        || isSlotBefore(*(m_order.begin() + m_settled - 1), *(m_order.begin() + m_settled));
    if (isOneRun)
        m_settled = static_cast<std::ptrdiff_t>(m_order.size());
}

bool DeviceRows::isSettled() const { return m_settled == static_cast<std::ptrdiff_t>(m_order.size()); }

void DeviceRows::settle()
{
    std::inplace_merge(m_order.begin(), m_order.begin() + m_settled, m_order.end(),
                       [this](int left, int right) { return isSlotBefore(left, right); });
    m_settled = static_cast<std::ptrdiff_t>(m_order.size());
}

void DeviceRows::addOrReplace(const std::vector<DeviceRow> &rows)
{
    for (const DeviceRow &row : rows)
        hold(row);
    rebuild();
}

void DeviceRows::clear()
{
    m_rows.clear();
    m_slotOf.clear();
    m_order.clear();
    m_settled = 0;
    m_counts = {};
}

} // namespace pulse::models
