// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A device that reports by exception: of its points each message has a random part, each value whole,
// fractional or boolean at random; or, to compare with, one that always sends the same points, as many as the
// other does on average. What a message holds follows from the device and the number of the message, so
// whoever reads the store can say what must be there.
//
// Thread safety: values; a frame belongs to one publisher.
#pragma once

#include "bench/load/fleet.h"
#include "model/reading.h"

#include <QMap>

namespace pulse::bench {

struct ExceptionShape {
    FleetShape fleet;
    int points = 24;
    bool isFixed = false;
    Instant begin; // time of the first message of every device; each later one is a millisecond on
};

// By name: kind and value of what message `number` of a device holds.
struct SentValue {
    model::MetricKind kind = model::MetricKind::Number;
    double value = 0;
    bool operator==(const SentValue &) const = default;
};
QMap<QByteArray, SentValue> sentValues(const ExceptionShape &shape, int device, quint64 number);

class ExceptionFrame {
public:
    ExceptionFrame(const ExceptionShape &shape, int device)
        : m_shape(shape)
        , m_device(device)
    {
    }

    const QByteArray &next(quint16 packetId, Instant now);

private:
    ExceptionShape m_shape;
    int m_device;
    quint64 m_count = 0;
    QByteArray m_bytes;
};

} // namespace pulse::bench
