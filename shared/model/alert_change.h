// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a batch does to alerts, as the pipeline hands it to the store.
#pragma once

#include "base/ids.h"
#include "model/alert.h"
#include "model/delivery.h"

#include <QByteArray>
#include <QJsonObject>
#include <optional>

namespace pulse::model {

// An alert that opens in this batch, and perhaps clears in it too.
struct OpenedAlert {
    AlertId id;
    TenantKey tenant;
    DeviceKey device;
    RuleKey rule;
    Alert alert; // the texts and times; clearedAt and clearedTs set: cleared in this batch too
};

// An alert that was open before this batch and clears in it.
struct ClearedAlert {
    AlertId id;
    Instant at;
    Instant ts;
};

struct Transition {
    TransitionId id;
    TenantKey tenant;
    AlertId alert;
    AlertEvent event = AlertEvent::Opened;
    Instant at;
    QString actor; // rule:<rule_id>, user:<login>, system
    QString reason;
    QJsonObject evidence = {}; // what it stands on: readings and timers, or the end of a shelf
};

struct NewJob {
    JobId id;
    TenantKey tenant;
    AlertId alert;
    TransitionId transition;
    RouteKey route;
    IntegrationKey integration;
    DeliverOn event = DeliverOn::Open;
    QByteArray payload;
    bool isUnannounced = false; // dead from the beginning: the opening before it is
};

struct Change {
    enum class Kind { Alert, Device, Job, Config, System, Session };
    TenantKey tenant;
    Kind kind = Kind::Alert;
    qint64 key = 0;
};

} // namespace pulse::model
