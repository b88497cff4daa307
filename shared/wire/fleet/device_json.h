// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Devices and their telemetry on the wire (predecessor §11.3).
#pragma once

#include "model/device.h"
#include "model/reading.h"
#include "wire/core/noun.h"

namespace pulse::wire {

const Noun<model::SlowClock> &slowClockNoun();
const Noun<model::Device> &deviceNoun();
inline QJsonObject toJson(const model::Device &device) { return deviceNoun().json(device); }
// Applies a PATCH body; the error names the field.
Result<model::Device> applyBody(model::Device device, const QJsonObject &body);
inline Result<model::Device> deviceFrom(const QJsonObject &json) { return deviceNoun().read(json); }

const Noun<model::TelemetryPoint> &telemetryPointNoun();
inline QJsonObject toJson(const model::TelemetryPoint &point) { return telemetryPointNoun().json(point); }
inline Result<model::TelemetryPoint> telemetryPointFrom(const QJsonObject &json)
{
    return telemetryPointNoun().read(json);
}

// Columns, oldest first, because a chart asks for thousands of stretches.
QJsonObject toJson(const model::TelemetrySeries &series);
QJsonObject telemetrySeriesSchema();

} // namespace pulse::wire
