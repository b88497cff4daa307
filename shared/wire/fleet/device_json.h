// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Devices and their telemetry on the wire (predecessor §11.3).
#pragma once

#include "base/result.h"
#include "model/device.h"
#include "model/reading.h"

#include <QJsonObject>

namespace pulse::wire {

QJsonObject toJson(const model::Device &device);
Result<model::Device> deviceFrom(const QJsonObject &json);

QJsonObject
toJson(const model::TelemetryPoint &point); // {"timestamp", "metrics"}, and "late": true where it is
Result<model::TelemetryPoint> telemetryPointFrom(const QJsonObject &json);

// {"metric", "timestamps": [..], "min": [..], "avg": [..], "max": [..], "counts": [..]}, oldest first:
// columns, because a chart asks for thousands of stretches.
QJsonObject toJson(const model::TelemetrySeries &series);
Result<model::TelemetrySeries> telemetrySeriesFrom(const QJsonObject &json);

} // namespace pulse::wire
