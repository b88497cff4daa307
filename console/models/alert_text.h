// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// An alert in words: a title without what stands beside it anyway, and its details as people read them.
#pragma once

#include "model/alert.h"

#include <QList>
#include <QString>

namespace pulse::models {

// "Temperature 43.2 °C, above 40 °C" where the details say so; otherwise the server's summary without site
// and device.
QString alertTitle(const model::Alert &alert);

struct AlertDetailText {
    QString name;
    QString value;
};
QList<AlertDetailText> alertDetails(const model::Alert &alert);

} // namespace pulse::models
