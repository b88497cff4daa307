// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What was sent to the tenant's receivers, or is waiting to be, newest first. Nobody tells of changes: what
// is in sight is read anew (ListLook::readAnewEvery).
//
// Thread safety: the main thread.
#pragma once

#include "model/delivery.h"
#include "models/list/list_of.h"

namespace pulse::models {

class DeliveryListModel : public ListOf<model::Delivery> {
    Q_OBJECT

public:
    DeliveryListModel(client::ApiClient &api, client::LiveSocket &live, QObject *parent = nullptr);

    // The filter's choices: all, then these.
    static QList<model::JobStatus> choices();

    void resend(qint64 jobId); // one that was given up

protected:
    void read(const ListRead &what, PageDone done) override;
    bool accepts(const model::Delivery &delivery, const ListFilter &filter) const override;

private:
    static ListTable<model::Delivery> table();
};

} // namespace pulse::models
