// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The tenant's devices as a list. A small fleet is read whole, a large one as the view scrolls, or whole in
// the background once somebody sorts it. Status changes arrive by the live socket.
//
// Thread safety: the main thread.
#pragma once

#include "models/device_row.h"
#include "models/list/list_of.h"

namespace pulse::models {

class DeviceListModel : public ListOf<DeviceRow> {
    Q_OBJECT

public:
    DeviceListModel(client::ApiClient &api, client::LiveSocket &live, QObject *parent = nullptr);
    ~DeviceListModel() override;

    // The filter's choice: 0 for all, or a status.
    static int choiceOf(model::DeviceStatus status) { return static_cast<int>(status) + 1; }
    static std::optional<model::DeviceStatus> statusOf(const ListFilter &filter);

    void take(const model::Device &device) { ListOf::take(DeviceRow::of(device)); }

protected:
    void read(const ListRead &what, PageDone done) override;
    bool accepts(const DeviceRow &row, const ListFilter &filter) const override;

private:
    client::LiveSocket &m_live;
};

} // namespace pulse::models
