// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/times.h"

#include <QCoreApplication>
#include <QLocale>

namespace pulse::models {

namespace {

struct Translator {
    Q_DECLARE_TR_FUNCTIONS(Times)
};

} // namespace

QDateTime localTime(Instant instant)
{
    return QDateTime::fromMSecsSinceEpoch(
        std::chrono::duration_cast<std::chrono::milliseconds>(instant.time_since_epoch()).count());
}

QVariant timeValue(const std::optional<Instant> &instant)
{
    return instant ? QVariant(localTime(*instant)) : QVariant();
}

Instant instantOf(const QDateTime &time)
{
    return Instant{std::chrono::milliseconds{time.toMSecsSinceEpoch()}};
}

QString timeText(const std::optional<Instant> &instant)
{
    if (!instant)
        return {};
    const QDateTime time = localTime(*instant);
    const QLocale locale;
    return locale.toString(time.date(), QLocale::ShortFormat) + QLatin1Char(' ')
        + locale.toString(time.time(), QStringLiteral("HH:mm:ss"));
}

QString clockText(const QDateTime &time, const QDateTime &now)
{
    if (!time.isValid())
        return {};
    const QLocale locale;
    const QString clock = locale.toString(time.time(), QStringLiteral("HH:mm"));
    return time.date() == now.date()
        ? clock
        : locale.toString(time.date(), QLocale::ShortFormat) + QLatin1Char(' ') + clock;
}

QString durationText(std::chrono::seconds duration)
{
    const qint64 seconds = duration.count();
    if (seconds < 60)
        return Translator::tr("%1 s").arg(seconds);
    if (seconds < 3600)
        return Translator::tr("%1 min").arg(seconds / 60);
    if (seconds < 86'400) {
        const qint64 minutes = seconds % 3600 / 60;
        return minutes == 0 ? Translator::tr("%1 h").arg(seconds / 3600)
                            : Translator::tr("%1 h %2 min").arg(seconds / 3600).arg(minutes);
    }
    const qint64 hours = seconds % 86'400 / 3600;
    return hours == 0 ? Translator::tr("%1 d").arg(seconds / 86'400)
                      : Translator::tr("%1 d %2 h").arg(seconds / 86'400).arg(hours);
}

QString relativeText(Instant instant, Instant now)
{
    const qint64 seconds = std::chrono::duration_cast<std::chrono::seconds>(now - instant).count();
    if (seconds < -5)
        return Translator::tr("in %1").arg(durationText(std::chrono::seconds{-seconds}));
    if (seconds < 5)
        return Translator::tr("just now");
    if (seconds < 60)
        return Translator::tr("%1 s ago").arg(seconds);
    if (seconds < 3600)
        return Translator::tr("%1 min ago").arg(seconds / 60);
    if (seconds < 86'400)
        return Translator::tr("%1 h ago").arg(seconds / 3600);
    return Translator::tr("%1 d ago").arg(seconds / 86'400);
}

} // namespace pulse::models
