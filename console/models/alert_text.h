// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// An alert in words: a title without what stands beside it anyway, and its details as people read them.
#pragma once

#include "model/alert.h"

#include <QList>
#include <QString>
#include <optional>

namespace pulse::models {

// "Temperature 43.2 °C, above 40 °C" where the details say so; otherwise the server's summary without site
// and device.
QString alertTitle(const model::Alert &alert);

// When the condition began and ended, as a person understands it: by the device's clock where that differs
// from ours by more than a minute (what it measured reached us late), else by ours.
struct AlertTimes {
    Instant begin;
    std::optional<Instant> end; // none: active
    bool areDeviceTimes = false;
};
AlertTimes alertTimes(const model::Alert &alert);

struct AlertDetailText {
    QString name;
    QString value;
};
QList<AlertDetailText> alertDetails(const model::Alert &alert);

} // namespace pulse::models
