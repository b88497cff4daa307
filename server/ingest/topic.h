// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// tenant/{tenant_id}/device/{device_id}/{msg_type}: exactly five levels (predecessor §3.1).
#pragma once

#include <QByteArrayView>
#include <optional>

namespace pulse::ingest {

struct Topic { // views into the topic's bytes
    QByteArrayView tenantId;
    QByteArrayView deviceId;
    QByteArrayView msgType;
};

// nullopt: not of that shape, or a level that is no id (model/names.h).
std::optional<Topic> parseTopic(QByteArrayView topic);

} // namespace pulse::ingest
