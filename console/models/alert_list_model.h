// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Alerts as a list, newest first: of the tenant, or of one device. Pages in as the view scrolls and follows
// the live socket by itself: an alert that opens appears, one that closes leaves the open list.
//
// Thread safety: the main thread.
#pragma once

#include "model/alert.h"
#include "models/list/list_of.h"

namespace pulse::models {

enum class AlertColumn { Severity, Summary, Device, Type, Opened, Status };

enum class AlertFilter { Open, Closed, All }; // the filter's choice

QString statusWord(AlertFilter filter); // the server's `status`

class AlertListModel : public ListOf<model::Alert> {
    Q_OBJECT

public:
    AlertListModel(client::ApiClient &api, client::LiveSocket &live, QObject *parent = nullptr);
    ~AlertListModel() override;

    void setDevice(const QString &deviceId); // only this device's; forgets what is held
    void take(const model::Alert &alert); // a change as the live socket tells it
    void act(const client::AlertAct &act); // shown when it is answered

signals:
    void alertChanged(const pulse::model::Alert &alert); // any of them, held or not

protected:
    void read(const ListRead &what, PageDone done) override;
    bool accepts(const model::Alert &alert, const ListFilter &filter) const override;
    bool isWhole(const ListFilter &filter) const override;

private:
    static ListTable<model::Alert> table();

    client::LiveSocket &m_live;
    QString m_deviceId;
};

} // namespace pulse::models
