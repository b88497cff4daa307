// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A list of the server as a table, whatever its rows are: reads pages by keyset, whole in the background or
// as the view scrolls, filters here or on the server, follows the live socket. list_of.h adds the rows.
//
// Thread safety: the main thread.
// Invariants: filter and order are always true of what is shown, but for rows held in place by setHolding().
// When everything is held, filtering is local; otherwise the server filters. A live change costs O(log n); a
// burst costs one rebuild.
#pragma once

#include "client/api_client.h"
#include "client/live_socket.h"
#include "models/list/column.h"
#include "models/list/list_phase.h"

#include <QAbstractTableModel>
#include <QTimer>

namespace pulse::models {

struct ListFilter {
    QString text = {}; // a search, any case
    int choice = 0; // one of few: what is in a list's first view is 0
    bool operator==(const ListFilter &) const = default;
};

struct ListRead {
    int limit = 100;
    QString after = {}; // cursor; empty: from the beginning
    ListFilter filter = {};
};

struct ListSettings {
    int pageRows = 100;
    int eagerRows = 0; // up to here a list is read whole without being asked
    std::chrono::milliseconds gatherFor{0}; // live changes; none: each is shown when it is told
};

class ListModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Role { ValueRole = Qt::UserRole + 1, ToneRole, IdRole };

    void load(); // from the beginning; what is shown stays until the answer
    void clear();
    void setFilter(const ListFilter &filter);
    const ListFilter &filter() const { return m_filter; }

    // While holding, nothing comes, goes or moves; what would have waits (waitingCount) until it is let go.
    void setHolding(bool isHolding);
    virtual int waitingCount() const = 0;

    Phase phase() const { return m_phase; }
    const wire::Problem &problem() const { return m_problem; }
    bool isComplete() const { return m_isComplete; }
    qint64 totalCount() const; // of the filter; as the server says until everything is held
    bool isTotalLeast() const { return !m_isComplete && m_isTotalLeast; } // there may be more
    virtual QString idAt(int row) const = 0; // empty: there is no such row
    virtual int rowOf(const QString &id) const = 0; // -1: not shown
    virtual int countOf(int group) const = 0; // of what is held
    const ColumnHead &head(int column) const { return m_heads[column]; }

    // Reads the pages of these rows anew: some of what they show changes without being told.
    virtual void refreshRows(int first, int last) = 0;
    virtual void flush() = 0; // shows what live changes were gathered

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

signals:
    void phaseChanged();
    void countsChanged();
    void waitingChanged();
    void acted(); // something asked of a row was answered
    void actFailed(const pulse::wire::Problem &problem);

protected:
    ListModel(const ListSettings &settings, QList<ColumnHead> heads, client::ApiClient &api, QObject *parent);

    // Reads again whenever changes may have been missed.
    void follow(client::LiveSocket &live);
    virtual bool isWhole(const ListFilter &filter) const { return filter == ListFilter{}; } // hides nothing
    virtual void readPage(bool isFirst, const ListRead &what) = 0;
    virtual void forget() = 0; // all rows
    virtual void applyFilter() = 0; // to what is held
    virtual void letGo() = 0; // shows what waits
    virtual bool isReadOn() const = 0; // whether more is wanted than is in sight

    bool isReading() const { return m_isReading; }
    bool isHolding() const { return m_isHolding; }
    void request(bool isFirst);
    void fail(const wire::Problem &problem);
    template <class Row> void pageRead(const model::Page<Row> &page)
    {
        m_isReading = false;
        m_serverTotal = page.total;
        m_isTotalLeast = page.isTotalEstimate;
        m_next = page.next;
        m_isComplete = page.next.isEmpty();
    }
    void pageShown();
    void gather();
    void stopGathering() { m_gathering.stop(); }
    void relayout(const std::function<void()> &change);

    const ListSettings m_settings;
    client::ApiClient &m_api;
    QObject m_acting; // context of acts on their way: reading the list again does not end them
    ListFilter m_filter;
    ListFilter m_askedFilter; // what the server filtered by
    QString m_next; // cursor

private:
    void setPhase(Phase phase);

    const QList<ColumnHead> m_heads;
    Phase m_phase = Phase::Idle;
    wire::Problem m_problem;
    bool m_isComplete = false;
    bool m_isReading = false;
    bool m_isHolding = false;
    qint64 m_serverTotal = 0;
    bool m_isTotalLeast = false;
    QTimer m_gathering;
};

} // namespace pulse::models
