// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A rolling window of one device's readings, per numeric metric.
//
// Invariants: the samples of a metric are in order of time and have distinct times, in whatever order and
// however often readings come. Booleans are 0 and 1 and are known as such. At most kMostSamples a metric; the
// oldest go first.
#pragma once

#include "model/reading.h"

#include <QHash>
#include <QList>
#include <QPointF>
#include <QSet>
#include <QStringList>
#include <optional>

namespace pulse::models {

class TelemetrySeries {
public:
    static constexpr qsizetype kMostSamples = 100'000;

    // True when something was new.
    bool take(const model::TelemetryPoint &point);
    bool take(const QList<model::TelemetryPoint> &points);

    // Forgets what is older than the window before `now`.
    void trim(std::chrono::seconds window, Instant now);
    void clear();

    QStringList metrics() const; // numbers, known metrics first; booleans make no line worth looking at
    bool isBoolean(const QString &metric) const { return m_booleans.contains(metric); }
    QList<QPointF> samples(const QString &metric) const; // x: milliseconds since 1970, UTC
    qsizetype pointCount() const { return m_times.size(); }
    std::optional<Instant> newest() const;
    std::optional<Instant> oldest() const;

private:
    QHash<QString, QList<QPointF>> m_samples;
    QSet<QString> m_booleans;
    QList<Instant> m_times; // of readings, in order, distinct
};

} // namespace pulse::models
