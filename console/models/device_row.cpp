// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/device_row.h"

#include "models/metric_text.h"
#include "models/times.h"
#include "models/words_text.h"

#include <QCoreApplication>
#include <QLocale>
#include <cmath>

namespace pulse::models {

using namespace Qt::StringLiterals;

namespace {

struct DeviceWords {
    Q_DECLARE_TR_FUNCTIONS(DeviceList)
};

QString lastSeenText(const DeviceRow &row)
{
    return row.lastSeenAt ? timeText(row.lastSeenAt) : DeviceWords::tr("never");
}

QString batteryText(const DeviceRow &row)
{
    return row.battery ? DeviceWords::tr("%1 %").arg(valueText(std::round(*row.battery))) : u"–"_s;
}

} // namespace

DeviceRow DeviceRow::of(const model::Device &device)
{
    DeviceRow row{device.deviceId,   device.siteId, device.status,
                  device.lastSeenAt, std::nullopt,  static_cast<int>(device.state.size())};
    const QJsonValue battery = device.state.value("battery_pct"_L1);
    if (battery.isDouble())
        row.battery = battery.toDouble();
    return row;
}

// In the order of DeviceColumn.
ListTable<DeviceRow> deviceTable()
{
    using Row = DeviceRow;
    return {{{.head = {DeviceWords::tr("Device"), CellLook::Strong, -5},
              .text = [](const Row &row) { return row.deviceId; }},
             {.head = {DeviceWords::tr("Site"), CellLook::Muted, -4},
              .text = [](const Row &row) { return row.siteId; },
              .compare = comparedBy<&Row::siteId>},
             {.head = {DeviceWords::tr("Status"), CellLook::Badge, 130},
              .text = [](const Row &row) { return text(row.status); },
              .tone = [](const Row &row) { return toneOf(row.status); },
              .compare = comparedBy<&Row::status>},
             {.head = {DeviceWords::tr("Last seen"), CellLook::Age, 150},
              .text = lastSeenText,
              .value = [](const Row &row) { return timeValue(row.lastSeenAt); },
              .toolTip = lastSeenText,
              .compare = comparedBy<&Row::lastSeenAt>},
             {.head = {DeviceWords::tr("Battery"), CellLook::Gauge, 140, true},
              .text = batteryText,
              .value = [](const Row &row) { return row.battery ? QVariant(*row.battery) : QVariant(); },
              .compare = comparedBy<&Row::battery>},
             {.head = {DeviceWords::tr("Metrics"), CellLook::Muted, 96, true},
              .text = [](const Row &row) { return QLocale().toString(row.metricCount); },
              .compare = comparedBy<&Row::metricCount>}},
            [](const Row &row) { return row.deviceId; },
            comparedBy<&Row::deviceId>,
            nullptr,
            [](const Row &row) { return static_cast<int>(row.status); }};
}

} // namespace pulse::models
