// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Whether what is painted comes from the model: each function says what is missing, or nothing.
#pragma once

#include <QStringList>

namespace pulse::widgets {
class DataTable;
}

namespace pulse::console {

class Shell;

// Every page there is. degraded: a customer's devices while nothing comes in; system: an operator's.
QStringList screenshotPages();

QString missingOnDevices(Shell &shell);
QString missingOnDevice(Shell &shell);
QString missingOnAlerts(Shell &shell);
QString missingOnSystem(Shell &shell);
QString missingInBanner(Shell &shell);

// Rows there, as many as the model holds, and the first one painted with something else than background.
QString missingInTable(const widgets::DataTable &table, const QString &name);

} // namespace pulse::console
