// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/http/exposition.h"

#include <QLocale>
#include <cmath>

namespace pulse::api {

namespace {

QByteArray escaped(QByteArray text) { return text.replace('\\', "\\\\").replace('\n', "\\n"); }

QByteArray escapedLabel(const QByteArray &text) { return escaped(text).replace('"', "\\\""); }

// As short as it can be read back.
QByteArray numberText(double value)
{
    if (std::isnan(value))
        return "NaN";
    if (std::isinf(value))
        return value > 0 ? "+Inf" : "-Inf";
    return QByteArray::number(value, 'g', QLocale::FloatingPointShortest);
}

} // namespace

Exposition &Exposition::family(const QByteArray &name, Type type, const QByteArray &help)
{
    static constexpr const char *kTypes[] = {"counter", "gauge", "histogram"};
    m_name = name;
    m_text += "# HELP " + name + ' ' + escaped(help) + "\n# TYPE " + name + ' ' + kTypes[type] + '\n';
    return *this;
}

Exposition &Exposition::sample(double value, Labels labels)
{
    line(m_name, value, labels);
    return *this;
}

void Exposition::histogram(const HistogramCounts &counts)
{
    std::uint64_t below = 0;
    for (size_t i = 0; i < counts.counts.size(); ++i) {
        below += counts.counts[i];
        const QByteArray bound = i < counts.bounds.size() ? numberText(counts.bounds[i]) : "+Inf";
        line(m_name + "_bucket", static_cast<double>(below), {{"le", bound}});
    }
    line(m_name + "_sum", counts.sum, {});
    line(m_name + "_count", static_cast<double>(below), {});
}

void Exposition::line(const QByteArray &name, double value, Labels labels)
{
    m_text += name;
    char separator = '{';
    for (const auto &[label, text] : labels) {
        m_text += separator + label + "=\"" + escapedLabel(text) + '"';
        separator = ',';
    }
    if (labels.size() > 0)
        m_text += '}';
    m_text += ' ' + numberText(value) + '\n';
}

} // namespace pulse::api
