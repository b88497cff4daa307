// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Alerts as a table, newest first: of the tenant, or of one device. Pages in as the view scrolls and follows
// the live socket by itself: an alert that opens appears, one that closes leaves the OPEN list.
//
// Thread safety: the main thread.
#pragma once

#include "client/api_client.h"
#include "models/alert_rows.h"
#include "models/list_phase.h"

#include <QAbstractTableModel>
#include <QHash>

namespace pulse::client {
class LiveSocket;
}

namespace pulse::models {

enum class AlertColumn { Severity, Summary, Device, Type, Opened, Status };
constexpr int kAlertColumnCount = 6;

class AlertListModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Role { RawRole = Qt::UserRole + 1, SeverityRole, StatusRole };

    AlertListModel(client::ApiClient &api, client::LiveSocket &live, QObject *parent = nullptr);
    ~AlertListModel() override;

    void load();
    void clear();
    void setFilter(AlertFilter filter);
    void setDevice(const QString &deviceId); // only this device's; forgets what is held
    AlertFilter filter() const { return m_filter; }

    Phase phase() const { return m_phase; }
    const wire::Problem &problem() const { return m_problem; }
    bool isComplete() const { return m_isComplete; }
    const model::Alert *alertAt(int row) const; // nullptr when there is no such row
    int rowOf(qint64 alertId, Instant createdAt) const; // -1: not held

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

    void take(const model::Alert &alert); // a change as the live socket tells it
    void act(const client::AlertAct &act); // shown when it is answered

signals:
    void phaseChanged();
    void countsChanged();
    void alertChanged(const pulse::model::Alert &alert); // one that is or was held
    void actFailed(const pulse::wire::Problem &problem);

private:
    void request(bool isFirst);
    void onPage(bool isFirst, client::Answer<wire::Page<model::Alert>> answer);
    // WithinHeld: one older than everything held is left to the page that has it.
    enum class Place { WithinHeld, Anywhere };
    void merge(const model::Alert &alert, Place place);
    void setPhase(Phase phase);
    QVariant displayed(const model::Alert &alert, AlertColumn column) const;
    QString openedToolTip(const model::Alert &alert) const;
    QVariant raw(const model::Alert &alert, AlertColumn column) const;

    client::ApiClient &m_api;
    QObject m_acting; // context of acts on their way: reading the list again does not end them
    client::LiveSocket &m_live;
    AlertRows m_rows;
    AlertFilter m_filter = AlertFilter::Open;
    QString m_deviceId;
    Phase m_phase = Phase::Idle;
    wire::Problem m_problem;
    bool m_isComplete = false;
    bool m_isReading = false;
    QString m_next;
    QHash<qint64, model::Alert> m_recent; // live changes while a page is on its way: newer than that page
};

} // namespace pulse::models
