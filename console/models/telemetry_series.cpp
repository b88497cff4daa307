// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/telemetry_series.h"

#include "models/metric_text.h"

#include <algorithm>

namespace pulse::models {

namespace {

double milliseconds(Instant instant)
{
    return static_cast<double>(instant.time_since_epoch().count()) / 1000.0;
}

// True when the time was new; a second value of the same time replaces the first.
bool place(QList<QPointF> &samples, const QPointF &sample)
{
    if (samples.isEmpty() || samples.last().x() < sample.x()) {
        samples.append(sample);
        return true;
    }
    const auto at = std::lower_bound(samples.begin(), samples.end(), sample.x(),
                                     [](const QPointF &held, double x) { return held.x() < x; });
    if (at->x() > sample.x()) {
        samples.insert(at, sample);
        return true;
    }
    const bool isChanged = at->y() < sample.y() || at->y() > sample.y();
    at->setY(sample.y());
    return isChanged;
}

bool placeTime(QList<Instant> &times, Instant time)
{
    if (times.isEmpty() || times.last() < time) {
        times.append(time);
        return true;
    }
    const auto at = std::lower_bound(times.begin(), times.end(), time);
    if (*at == time)
        return false;
    times.insert(at, time);
    return true;
}

} // namespace

bool TelemetrySeries::take(const model::TelemetryPoint &point)
{
    bool isNew = placeTime(m_times, point.timestamp);
    for (auto metric = point.metrics.begin(); metric != point.metrics.end(); ++metric) {
        const QJsonValue value = *metric;
        if (value.isBool())
            m_booleans.insert(metric.key());
        else if (!value.isDouble())
            continue;
        const double number = value.isBool() ? (value.toBool() ? 1.0 : 0.0) : value.toDouble();
        QList<QPointF> &samples = m_samples[metric.key()];
        isNew |= place(samples, {milliseconds(point.timestamp), number});
        if (samples.size() > kMostSamples)
            samples.remove(0, samples.size() - kMostSamples);
    }
    return isNew;
}

bool TelemetrySeries::take(const QList<model::TelemetryPoint> &points)
{
    bool isNew = false;
    for (auto point = points.rbegin(); point != points.rend(); ++point) // they come newest first
        isNew |= take(*point);
    return isNew;
}

void TelemetrySeries::trim(std::chrono::seconds window, Instant now)
{
    const Instant from = now - window;
    const auto firstTime = std::lower_bound(m_times.cbegin(), m_times.cend(), from);
    m_times.erase(m_times.cbegin(), firstTime);
    for (QList<QPointF> &samples : m_samples) {
        const auto first = std::lower_bound(samples.cbegin(), samples.cend(), milliseconds(from),
                                            [](const QPointF &held, double x) { return held.x() < x; });
        samples.erase(samples.cbegin(), first);
    }
    m_samples.removeIf([](auto entry) { return entry.value().isEmpty(); });
}

void TelemetrySeries::clear()
{
    m_samples.clear();
    m_booleans.clear();
    m_times.clear();
}

QStringList TelemetrySeries::metrics() const
{
    QStringList names;
    for (auto samples = m_samples.keyBegin(); samples != m_samples.keyEnd(); ++samples) {
        if (!m_booleans.contains(*samples))
            names.append(*samples);
    }
    std::sort(names.begin(), names.end(), comesBefore);
    return names;
}

QList<QPointF> TelemetrySeries::samples(const QString &metric) const { return m_samples.value(metric); }

std::optional<Instant> TelemetrySeries::newest() const
{
    return m_times.isEmpty() ? std::nullopt : std::optional(m_times.last());
}

std::optional<Instant> TelemetrySeries::oldest() const
{
    return m_times.isEmpty() ? std::nullopt : std::optional(m_times.first());
}

} // namespace pulse::models
