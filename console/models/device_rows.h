// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The devices a list holds, filtered and ordered, without Qt's models: what a change does is planned first,
// so that the item model can announce it, and then done.
//
// Invariants: every device is held once; the order is total (ties go by id). A change of one device costs
// O(log n) comparisons, which comparisons() counts; only a new filter or sort order looks at every row.
#pragma once

#include "model/device.h"

#include <QHash>
#include <array>
#include <vector>

namespace pulse::models {

struct DeviceRow {
    QString deviceId;
    QString siteId;
    model::DeviceStatus status = model::DeviceStatus::Stale;
    std::optional<Instant> lastSeenAt;
    std::optional<double> battery;
    int metricCount = 0;

    static DeviceRow of(const model::Device &device);
};

struct DeviceFilter {
    QString text; // in id or site, any case
    std::optional<model::DeviceStatus> status;

    bool accepts(const DeviceRow &row) const;
    bool isEmpty() const { return text.isEmpty() && !status; }
    bool operator==(const DeviceFilter &) const = default;
};

enum class DeviceColumn { Device, Site, Status, LastSeen, Battery, Metrics };
constexpr int kDeviceColumnCount = 6;

struct DeviceOrder {
    DeviceColumn column = DeviceColumn::Device;
    bool isDescending = false;
    bool operator==(const DeviceOrder &) const = default;
};

class DeviceRows {
public:
    enum class ChangeKind { Nothing, Update, Move, Insert, Remove };
    struct Change {
        ChangeKind kind = ChangeKind::Nothing;
        int from = -1; // Update, Move, Remove
        int to = -1; // Insert; Move: the row before which it goes, counted before the move
    };

    int visibleCount() const { return static_cast<int>(m_order.size()); }
    int heldCount() const { return static_cast<int>(m_rows.size()); }
    int count(model::DeviceStatus status) const { return m_counts[static_cast<size_t>(status)]; }
    const DeviceRow &at(int visibleRow) const;
    const DeviceRow *find(const QString &deviceId) const;
    int visibleRowOf(const QString &deviceId) const; // -1 when it is not shown

    Change plan(const DeviceRow &row) const;
    void apply(const DeviceRow &row, const Change &change);

    void setOrder(const DeviceOrder &order);
    void setFilter(const DeviceFilter &filter);
    const DeviceOrder &order() const { return m_sort; }
    const DeviceFilter &filter() const { return m_filter; }

    // A page in two steps, so that each can be announced: its rows go to the end, and then to their places.
    // Devices held already are left alone: the live socket told them, and that is newer.
    int countNewShown(const std::vector<DeviceRow> &page) const;
    void append(const std::vector<DeviceRow> &page); // needs settle() when it says so by isSettled()
    bool isSettled() const;
    void settle();
    void addOrReplace(const std::vector<DeviceRow> &rows);
    void clear();

    quint64 comparisons() const { return m_comparisons; }

private:
    bool isBefore(const DeviceRow &left, const DeviceRow &right) const;
    int lowerBound(const DeviceRow &row) const;
    void hold(const DeviceRow &row);
    void rebuild();
    bool isSlotBefore(int left, int right) const;

    std::vector<DeviceRow> m_rows; // by slot, in order of arrival
    QHash<QString, int> m_slotOf;
    std::vector<int> m_order; // slots, as shown
    DeviceOrder m_sort;
    DeviceFilter m_filter;
    std::ptrdiff_t m_settled = 0; // how much of m_order is in order
    std::array<int, 3> m_counts{};
    mutable quint64 m_comparisons = 0;
};

} // namespace pulse::models
