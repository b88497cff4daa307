// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/live_subscriptions.h"

namespace pulse::client {

namespace {

wire::LiveRequest requestFor(wire::LiveRequest::Action action, wire::LiveChannel channel,
                             const QString &deviceId)
{
    wire::LiveRequest request;
    request.action = action;
    request.channel = channel;
    request.deviceId = deviceId;
    request.mode = wire::AlertsMode::Delta;
    return request;
}

} // namespace

std::optional<wire::LiveRequest> LiveSubscriptions::want(wire::LiveChannel channel, const QString &deviceId)
{
    int &count = channel == wire::LiveChannel::Alerts ? m_alerts
        : channel == wire::LiveChannel::Devices       ? m_devices
                                                      : m_device[deviceId];
    if (++count > 1)
        return std::nullopt;
    return requestFor(wire::LiveRequest::Action::Subscribe, channel, deviceId);
}

std::optional<wire::LiveRequest> LiveSubscriptions::drop(wire::LiveChannel channel, const QString &deviceId)
{
    int &count = channel == wire::LiveChannel::Alerts ? m_alerts
        : channel == wire::LiveChannel::Devices       ? m_devices
                                                      : m_device[deviceId];
    const bool isLast = count == 1;
    count = std::max(0, count - 1);
    if (channel == wire::LiveChannel::Device && count == 0)
        m_device.remove(deviceId);
    if (!isLast)
        return std::nullopt;
    return requestFor(wire::LiveRequest::Action::Unsubscribe, channel, deviceId);
}

QList<wire::LiveRequest> LiveSubscriptions::all() const
{
    using enum wire::LiveRequest::Action;
    QList<wire::LiveRequest> requests;
    if (m_alerts > 0)
        requests.append(requestFor(Subscribe, wire::LiveChannel::Alerts, {}));
    if (m_devices > 0)
        requests.append(requestFor(Subscribe, wire::LiveChannel::Devices, {}));
    for (auto device = m_device.keyBegin(); device != m_device.keyEnd(); ++device)
        requests.append(requestFor(Subscribe, wire::LiveChannel::Device, *device));
    return requests;
}

} // namespace pulse::client
