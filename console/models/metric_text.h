// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How a metric is called, which unit its name promises, and how its value is written.
#pragma once

#include <QJsonValue>
#include <QString>

namespace pulse::models {

struct MetricText {
    QString title; // "Battery"; a name we do not know is made readable: "pump_speed" is "Pump speed"
    QString unit; // may be empty
    int order = 100; // known metrics come first
};

MetricText metricText(const QString &name);
QString valueText(double value); // without unit, at most four significant digits behind a small number
QString valueText(const QJsonValue &value);

// Known metrics first, then by name.
bool comesBefore(const QString &left, const QString &right);

} // namespace pulse::models
