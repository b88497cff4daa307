// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// System alerts as a table, newest first, for operators. Reads again when the live socket says that they
// changed; there are few, so each time all of them.
//
// Thread safety: the main thread.
#pragma once

#include "client/api_client.h"
#include "models/list_phase.h"

#include <QAbstractTableModel>

namespace pulse::client {
class LiveSocket;
}

namespace pulse::models {

enum class SystemAlertColumn { Severity, Title, Raised, Status };
constexpr int kSystemAlertColumnCount = 4;

class SystemAlertListModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Role { RawRole = Qt::UserRole + 1, SeverityRole, StatusRole };

    SystemAlertListModel(client::ApiClient &api, client::LiveSocket &live, QObject *parent = nullptr);

    void follow(); // reads now, and again whenever it must, until clear()
    void clear();
    void load();
    void setShowsAll(bool showsAll); // the past, too
    bool showsAll() const { return m_showsAll; }
    void acknowledge(qint64 systemAlertId);

    Phase phase() const { return m_phase; }
    const wire::Problem &problem() const { return m_problem; }
    const QList<model::SystemAlert> &alerts() const { return m_alerts; } // as listed
    const model::SystemAlert *alertAt(int row) const; // nullptr when there is no such row

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

signals:
    void changed(); // phase or alerts
    void acknowledgeFailed(const pulse::wire::Problem &problem);

private:
    void take(client::Answer<wire::Page<model::SystemAlert>> answer);

    client::ApiClient &m_api;
    QObject m_acknowledging; // context of its calls: reading again does not end them
    QList<model::SystemAlert> m_alerts;
    Phase m_phase = Phase::Idle;
    wire::Problem m_problem;
    bool m_isFollowing = false;
    bool m_showsAll = false;
};

// Those that last and that nobody has acknowledged: what the banner is for.
QList<model::SystemAlert> unacknowledged(const QList<model::SystemAlert> &alerts);

} // namespace pulse::models
