// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// System alerts as a list, newest first, for operators. Reads again when the live socket says that they
// changed; there are few, so each time all of them.
//
// Thread safety: the main thread.
#pragma once

#include "model/system_alert.h"
#include "models/list/list_of.h"

namespace pulse::models {

class SystemAlertListModel : public ListOf<model::SystemAlert> {
    Q_OBJECT

public:
    enum Choice { Open, All }; // of the filter

    SystemAlertListModel(client::ApiClient &api, client::LiveSocket &live, QObject *parent = nullptr);

    void acknowledge(qint64 systemAlertId);
    QList<model::SystemAlert> unacknowledged() const; // those that last, newest first

protected:
    void read(const ListRead &what, PageDone done) override;
    bool accepts(const model::SystemAlert &alert, const ListFilter &filter) const override;
    bool isWhole(const ListFilter &filter) const override { return filter.choice == All; }

private:
    static ListTable<model::SystemAlert> table();
};

} // namespace pulse::models
