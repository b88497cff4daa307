// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Figures as Prometheus reads them: text exposition format 0.0.4.
//
//   exposition.family("pulse_ingest_stored_total", Exposition::Counter, "Readings stored.").sample(17);
//
// Thread safety: none. Requires: each family once; names and label names are ours and valid.
#pragma once

#include "base/histogram.h"

#include <QByteArray>
#include <initializer_list>
#include <utility>

namespace pulse::api {

class Exposition {
public:
    enum Type { Counter, Gauge, Histogram };
    using Labels = std::initializer_list<std::pair<QByteArray, QByteArray>>;

    static constexpr auto kContentType = "text/plain; version=0.0.4; charset=utf-8";

    // Begins a family; its samples follow.
    Exposition &family(const QByteArray &name, Type type, const QByteArray &help);
    Exposition &sample(double value, Labels labels = {});
    void histogram(const HistogramCounts &counts); // all samples of a family of that type

    const QByteArray &text() const { return m_text; }

private:
    void line(const QByteArray &name, double value, Labels labels);

    QByteArray m_text;
    QByteArray m_name; // of the family begun last
};

} // namespace pulse::api
