// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Series of one metric, and what six rules make of each: in data/, made by a dozen lines of another language.
// The small one is our own. A long one, machine_temperature_system_failure of the Numenta Anomaly Benchmark,
// is not ours to hand on: it is replayed where $PULSE_SERIES names its file.
#pragma once

#include <QByteArrayList>
#include <QFile>
#include <QList>
#include <QString>

namespace pulse::test {

struct ReplayedSeries {
    const char *name;
    QString file; // timestamp,value
    QString transitions; // rule,event,reading_at
    qsizetype smallBatch; // readings, so that there are some dozen batches
};

inline QList<ReplayedSeries> replayedSeries()
{
    const QString folder = QStringLiteral(PULSE_SOURCE_DIR "/tests/store/pipeline/data/");
    QList<ReplayedSeries> all{{"small series", folder + QStringLiteral("small_series.csv"),
                               folder + QStringLiteral("small_series_transitions.csv"), 7}};
    if (const QString file = qEnvironmentVariable("PULSE_SERIES"); !file.isEmpty())
        all.append({"machine temperature", file,
                    folder + QStringLiteral("machine_temperature_transitions.csv"), 333});
    return all;
}

// Without lines that begin with # and the names of columns; empty when it cannot be read.
inline QList<QByteArrayList> readTable(const QString &path)
{
    QList<QByteArrayList> rows;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return rows;
    while (!file.atEnd()) {
        if (const QByteArray line = file.readLine().trimmed(); !line.startsWith('#'))
            rows.append(line.split(','));
    }
    return rows.mid(1);
}

} // namespace pulse::test
