// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Devices as others write them: libmosquitto.
#pragma once

#include <QByteArray>
#include <QList>

namespace pulse::mqtt {

struct ForeignMessage {
    QByteArray topic = "tenant/t/device/d/telemetry";
    QByteArray payload;
    int qos = 1;
    bool isRetained = false;
};

// Publishes and waits until the broker has answered each; false when it did not within ten seconds.
bool publishForeign(quint16 port, const QList<ForeignMessage> &messages);

// Payloads "first" to "last", at this QoS.
bool publishNumbers(quint16 port, int first, int last, int qos = 1);

} // namespace pulse::mqtt
