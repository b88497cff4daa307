// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the conformance suite (channels_test.cpp) needs to know of a channel: how it is made, how an
// integration leads to a real receiver, and what that receiver understood. A channel that comes later adds an
// adapter and a line in adapters().
#pragma once

#include "delivery/job/channel.h"
#include "delivery/outbound/address_guard.h"
#include "delivery/outbound/resolver.h"
#include "support/suite/fake_clock.h"

#include <functional>
#include <memory>

namespace pulse::test {

// What a receiver understood of one delivery; empty where its channel does not carry it.
struct Understood {
    QString messageId;
    QString event; // OPEN, CLOSED, ACKNOWLEDGED
    QString alertId;
    QString tenantId;
    QString siteId;
    QString deviceId;
    QString alertType;
    QString severity; // critical, warning, info
    QString summary;
    QString time;
};

// Of a body as webhooks and MQTT messages have it.
Understood understoodFrom(const QByteArray &body, const QByteArray &messageId);

// What a channel is made with.
struct Surroundings {
    delivery::Resolver &resolver;
    const Clock &clock;
    delivery::GuardSettings guard;
    std::chrono::milliseconds timeout; // of an attempt
};

class ChannelAdapter {
public:
    virtual ~ChannelAdapter() = default;

    virtual Result<> startReceiver() = 0;
    virtual quint16 receiverPort() const = 0;
    virtual QList<Understood> understood() const = 0; // in order of arrival
    virtual int contacts() const = 0; // connections or datagrams that reached the receiver

    virtual std::unique_ptr<delivery::Channel> makeChannel(const Surroundings &around) const = 0;
    // An integration's whole configuration, that leads to this host and port with the receiver's secrets.
    virtual QJsonObject config(const QString &host, quint16 port) const = 0;
    virtual QStringList secrets() const = 0; // of that configuration
    virtual bool hasReceipt() const = 0; // delivered means that the receiver said so
    virtual bool isDatagram() const { return false; }
};

struct NamedAdapter {
    const char *name;
    std::function<std::unique_ptr<ChannelAdapter>()> make;
};
QList<NamedAdapter> webhookAdapters();
QList<NamedAdapter> snmpAdapters();
QList<NamedAdapter> emailAdapters();
QList<NamedAdapter> mqttAdapters();

} // namespace pulse::test
