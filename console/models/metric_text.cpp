// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metric_text.h"

#include <QCoreApplication>
#include <QLocale>
#include <cmath>

namespace pulse::models {

using namespace Qt::StringLiterals;

namespace {

struct Known {
    QLatin1StringView name;
    const char *title;
    const char *unit;
};

constexpr Known kKnownMetrics[] = {
    {"battery_pct"_L1, QT_TRANSLATE_NOOP("Metric", "Battery"), "%"},
    {"temp_c"_L1, QT_TRANSLATE_NOOP("Metric", "Temperature"), "°C"},
    {"humidity_pct"_L1, QT_TRANSLATE_NOOP("Metric", "Humidity"), "%"},
    {"rssi_dbm"_L1, QT_TRANSLATE_NOOP("Metric", "Signal strength"), "dBm"},
    {"snr_db"_L1, QT_TRANSLATE_NOOP("Metric", "Signal to noise"), "dB"},
    {"pressure_psi"_L1, QT_TRANSLATE_NOOP("Metric", "Pressure"), "psi"},
    {"vibration_g"_L1, QT_TRANSLATE_NOOP("Metric", "Vibration"), "g"},
};

struct Ending {
    QLatin1StringView ending;
    const char *unit;
};

constexpr Ending kEndings[] = {{"_pct"_L1, "%"},   {"_c"_L1, "°C"},    {"_dbm"_L1, "dBm"}, {"_db"_L1, "dB"},
                               {"_psi"_L1, "psi"}, {"_kpa"_L1, "kPa"}, {"_v"_L1, "V"},     {"_a"_L1, "A"},
                               {"_w"_L1, "W"},     {"_kwh"_L1, "kWh"}, {"_hz"_L1, "Hz"},   {"_rpm"_L1, "rpm"},
                               {"_ms"_L1, "ms"},   {"_mm"_L1, "mm"},   {"_ppm"_L1, "ppm"}, {"_g"_L1, "g"}};

} // namespace

MetricText metricText(const QString &name)
{
    int order = 0;
    for (const Known &known : kKnownMetrics) {
        if (known.name == name)
            return {QCoreApplication::translate("Metric", known.title), QString::fromUtf8(known.unit), order};
        ++order;
    }
    MetricText text{name, {}, 100};
    for (const Ending &ending : kEndings) {
        if (name.size() > ending.ending.size() && name.endsWith(ending.ending)) {
            text.title.chop(ending.ending.size());
            text.unit = QString::fromUtf8(ending.unit);
            break;
        }
    }
    text.title.replace(u'_', u' ');
    if (!text.title.isEmpty())
        text.title[0] = text.title[0].toUpper();
    return text;
}

QString valueText(double value)
{
    const QLocale locale;
    const double size = std::abs(value);
    if (!std::isfinite(value))
        return u"–"_s;
    if (value == std::floor(value) && size < 1e9)
        return locale.toString(static_cast<qint64>(value));
    if (size >= 1e6 || size < 1e-3)
        return locale.toString(value, 'g', 4);
    const int decimals = size >= 100 ? 1 : size >= 1 ? 2 : 3;
    const double power = std::pow(10.0, decimals);
    return locale.toString(std::round(value * power) / power, 'f', QLocale::FloatingPointShortest);
}

QString valueText(const QJsonValue &value)
{
    if (value.isBool())
        return value.toBool() ? QCoreApplication::translate("Metric", "Yes")
                              : QCoreApplication::translate("Metric", "No");
    return value.isDouble() ? valueText(value.toDouble()) : value.toVariant().toString();
}

bool comesBefore(const QString &left, const QString &right)
{
    const int leftOrder = metricText(left).order;
    const int rightOrder = metricText(right).order;
    return leftOrder != rightOrder ? leftOrder < rightOrder : left < right;
}

} // namespace pulse::models
