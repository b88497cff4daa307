// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The tenant's devices as a table. Pages in by keyset; a small fleet is read whole, a large one as the view
// scrolls, or whole in the background once somebody sorts it. Status changes arrive by the live socket.
//
// Thread safety: the main thread.
// Invariants: filter and order are always true of what is shown. When everything is held, filtering is local;
// otherwise the server filters. A live change costs O(log n); a burst costs one rebuild.
#pragma once

#include "client/api_client.h"
#include "models/device_rows.h"
#include "models/list_phase.h"

#include <QAbstractTableModel>
#include <QSet>
#include <QTimer>

namespace pulse::client {
class LiveSocket;
}

namespace pulse::models {

class DeviceListModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Role { RawRole = Qt::UserRole + 1, DeviceIdRole, StatusRole };

    DeviceListModel(client::ApiClient &api, client::LiveSocket &live, QObject *parent = nullptr);
    ~DeviceListModel() override;

    void load(); // from the beginning; what is shown stays until the answer
    void clear();
    // Reads the pages of these rows anew: "last seen" moves on without a change of status, which nobody
    // tells.
    void refreshRows(int first, int last);
    void setFilter(const DeviceFilter &filter);
    const DeviceFilter &filter() const { return m_filter; }

    Phase phase() const { return m_phase; }
    const wire::Problem &problem() const { return m_problem; }
    bool isComplete() const { return m_isComplete; }
    bool isFiltered() const { return !m_filter.isEmpty(); }
    qint64 totalCount() const; // of the current filter; what the server says until everything is held
    const DeviceRows &rows() const { return m_rows; }
    QString deviceIdAt(int row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

    // A change as the live socket tells it; applied with others at the next flush().
    void take(const model::Device &device);
    void flush();

signals:
    void phaseChanged();
    void countsChanged();

private:
    void request(bool isFirst);
    void onPage(bool isFirst, client::Answer<wire::Page<model::Device>> answer);
    void showPage(bool isFirst, const std::vector<DeviceRow> &rows);
    std::vector<DeviceRow> takePage(const wire::Page<model::Device> &page);
    void continueIfEager();
    void readPageAnew(const QString &after);
    void applyOne(const DeviceRow &row);
    void applyBurst(const std::vector<DeviceRow> &rows);
    bool concernsUs(const DeviceRow &row) const;
    void relayout(const std::function<void()> &change);
    void setPhase(Phase phase);
    QVariant displayed(const DeviceRow &row, DeviceColumn column) const;
    QVariant raw(const DeviceRow &row, DeviceColumn column) const;

    client::ApiClient &m_api;
    client::LiveSocket &m_live;
    DeviceRows m_rows;
    DeviceFilter m_filter;
    DeviceFilter m_askedFilter; // what the server filtered by
    Phase m_phase = Phase::Idle;
    wire::Problem m_problem;
    struct PageMark {
        QString firstId;
        QString after; // the cursor that leads to it
    };
    QList<PageMark> m_pages; // in order of ids
    QSet<QString> m_toldLately; // by the live socket since pages were read anew
    bool m_isComplete = false;
    bool m_isReading = false;
    QString m_next;
    QString m_lastPagedId;
    qint64 m_serverTotal = 0;
    QTimer m_flushTimer;
    std::vector<DeviceRow> m_queued; // live changes until the next flush
    QHash<QString, DeviceRow> m_recent; // live changes while a page is on its way: newer than that page
};

} // namespace pulse::models
