// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reads the text exposition format 0.0.4 as strictly as it is written down, by somebody who did not write it.
#pragma once

#include <QByteArray>
#include <QMap>
#include <QString>

namespace pulse::test {

struct MetricsText {
    QString problem; // the first, with its line; empty: none
    QMap<QByteArray, QByteArray> types; // by family
    QMap<QByteArray, double> samples; // by name{label="value",…}, as written

    double value(const QByteArray &series, double otherwise = -1) const
    {
        return samples.value(series, otherwise);
    }
};

MetricsText readMetrics(const QByteArray &text);

} // namespace pulse::test
