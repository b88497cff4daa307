// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/device_list_model.h"

namespace pulse::models {

namespace {

constexpr ListSettings kSettings{500, 5'000, std::chrono::milliseconds{100}};

} // namespace

DeviceListModel::DeviceListModel(client::ApiClient &api, client::LiveSocket &live, QObject *parent)
    : ListOf(deviceTable(), kSettings, api, parent)
    , m_live(live)
{
    follow(live);
    connect(&live, &client::LiveSocket::deviceChanged, this, &DeviceListModel::take);
    live.want(wire::LiveChannel::Devices);
}

DeviceListModel::~DeviceListModel() { m_live.drop(wire::LiveChannel::Devices); }

std::optional<model::DeviceStatus> DeviceListModel::statusOf(const ListFilter &filter)
{
    return filter.choice == 0 ? std::nullopt
                              : std::optional(static_cast<model::DeviceStatus>(filter.choice - 1));
}

void DeviceListModel::read(const ListRead &what, PageDone done)
{
    const client::DeviceQuery query{what.limit, what.after, what.filter.text, statusOf(what.filter)};
    m_api.devices(query, this, [done = std::move(done)](client::Answer<model::Page<model::Device>> answer) {
        done(answer.map([](const model::Page<model::Device> &page) {
            model::Page<DeviceRow> rows{{}, page.total, page.isTotalEstimate, page.next};
            for (const model::Device &device : page.items)
                rows.items.append(DeviceRow::of(device));
            return rows;
        }));
    });
}

bool DeviceListModel::accepts(const DeviceRow &row, const ListFilter &filter) const
{
    const auto status = statusOf(filter);
    if (status && row.status != *status)
        return false;
    return filter.text.isEmpty() || row.deviceId.contains(filter.text, Qt::CaseInsensitive)
        || row.siteId.contains(filter.text, Qt::CaseInsensitive);
}

} // namespace pulse::models
