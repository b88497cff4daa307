// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Stored readings as JSON, written as bytes: a page has thousands of values, and to make an object of each
// takes longer than to read them from the database. What a client reads is wire/device_json's TelemetryPoint.
#pragma once

#include "model/reading.h"

#include <QByteArray>
#include <QHash>

namespace pulse::wire {

// A metric's name as JSON, quotes and colon included: "temp_c":
using MetricLabels = QHash<MetricKey, QByteArray>;
MetricLabels metricLabels(const QHash<MetricKey, QString> &names);

// {"timestamp": …, "metrics": {…}}, values of the kind they came in: 21.0 stays 21.0, and 21 stays 21.
// Values of a metric without a label are left out.
void appendJson(QByteArray &json, const model::StoredReading &reading, const MetricLabels &labels);

} // namespace pulse::wire
