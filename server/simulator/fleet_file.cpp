// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulator/fleet_file.h"

#include "model/names.h"

#include <QFile>
#include <QSet>
#include <algorithm>
#include <cmath>
#include <optional>

namespace pulse::simulator {

using namespace Qt::StringLiterals;

namespace {

QByteArray withoutLineEnd(QByteArray line)
{
    while (line.endsWith('\r') || line.endsWith('\n'))
        line.chop(1);
    return line;
}

tl::unexpected<Error> badLine(const QString &name, qsizetype line, const QString &what)
{
    return fail(ErrorKind::Invalid, u"%1 line %2: %3"_s.arg(name).arg(line).arg(what));
}

Result<FleetDevice> parseDevice(const QByteArray &line)
{
    const QList<QByteArray> fields = line.split('\t');
    if (fields.size() != 4)
        return fail(ErrorKind::Invalid, u"needs 4 fields separated by tabs, has %1"_s.arg(fields.size()));
    constexpr const char *kNames[] = {"tenant_id", "site_id", "device_id"};
    for (qsizetype i = 0; i < 3; ++i) {
        if (!model::isId(QByteArrayView(fields[i])))
            return fail(ErrorKind::Invalid, QLatin1StringView(kNames[i]) + u' ' + model::idRule());
    }
    if (fields[3].isEmpty())
        return fail(ErrorKind::Invalid, u"token is empty"_s);
    return FleetDevice{QString::fromUtf8(fields[0]), QString::fromUtf8(fields[1]),
                       QString::fromUtf8(fields[2]), QString::fromUtf8(fields[3])};
}

std::optional<ReplayRow> parseRow(const QByteArray &line)
{
    const qsizetype comma = line.indexOf(',');
    if (comma < 0)
        return std::nullopt;
    bool isNumber = false;
    const double value = line.mid(comma + 1).trimmed().toDouble(&isNumber);
    const auto time = parseIso8601(line.left(comma).trimmed());
    if (!time || !isNumber || !std::isfinite(value))
        return std::nullopt;
    return ReplayRow{*time, value};
}

Result<QByteArray> readAll(QFile &file, const QString &path)
{
    const bool isOpen = path == u"-" ? file.open(stdin, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly);
    if (!isOpen)
        return fail(ErrorKind::NotFound, u"cannot read %1: %2"_s.arg(path, file.errorString()));
    return file.readAll();
}

} // namespace

Result<std::vector<FleetDevice>> parseFleet(const QByteArray &text, const QString &name)
{
    std::vector<FleetDevice> devices;
    QSet<QString> seen;
    qsizetype number = 0;
    for (const QByteArray &raw : text.split('\n')) {
        const QByteArray line = withoutLineEnd(raw);
        ++number;
        if (line.trimmed().isEmpty() || line.startsWith('#')
            || (number == 1 && line.startsWith("tenant_id\t")))
            continue;
        const auto device = parseDevice(line);
        if (!device)
            return badLine(name, number, device.error().what);
        const QString key = device->tenantId + u'/' + device->deviceId;
        if (seen.contains(key))
            return badLine(name, number, u"device %1 is there twice"_s.arg(key));
        seen.insert(key);
        devices.push_back(*device);
    }
    if (devices.empty())
        return fail(ErrorKind::Invalid, u"%1 names no device"_s.arg(name));
    return devices;
}

Result<std::vector<FleetDevice>> readFleet(const QString &path)
{
    constexpr auto kOthers = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    QFile file(path);
    if (path != u"-" && (file.permissions() & kOthers))
        return fail(ErrorKind::Forbidden,
                    u"%1 holds tokens and others may read or write it: chmod 0600"_s.arg(path));
    PULSE_TRY(const QByteArray text, readAll(file, path));
    return parseFleet(text, path);
}

Result<std::vector<ReplayRow>> parseReplay(const QByteArray &text, const QString &name)
{
    std::vector<ReplayRow> rows;
    qsizetype number = 0;
    for (const QByteArray &raw : text.split('\n')) {
        const QByteArray line = withoutLineEnd(raw);
        ++number;
        if (line.trimmed().isEmpty())
            continue;
        const auto row = parseRow(line);
        if (!row && number == 1)
            continue;
        if (!row)
            return badLine(name, number, u"is not \"timestamp,value\""_s);
        if (!rows.empty() && row->time < rows.back().time)
            return badLine(name, number, u"goes back in time"_s);
        rows.push_back(*row);
    }
    if (rows.empty())
        return fail(ErrorKind::Invalid, u"%1 holds no row"_s.arg(name));
    return rows;
}

Result<std::vector<ReplayRow>> readReplay(const QString &path)
{
    QFile file(path);
    PULSE_TRY(const QByteArray text, readAll(file, path));
    return parseReplay(text, path);
}

} // namespace pulse::simulator
