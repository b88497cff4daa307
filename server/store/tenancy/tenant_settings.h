// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What app_settings may say, and what it means. Rows may have been written by anybody with SQL: what cannot
// be read falls back to the next best, never to something wider.
//
// Thread safety: pure.
#pragma once

#include "base/result.h"
#include "model/settings.h"
#include "store/postgres/row_shape.h"

#include <QStringList>
#include <vector>

namespace pulse::store {

struct Setting {
    QString key; // one of settingKeys()
    QString value;
};
QStringList settingKeys();
RowShape<Setting> settingShape();

// Invalid naming `key` or `value`.
Result<> checkSetting(const Setting &setting);

struct ReadSettings {
    model::TenantSettings settings;
    QStringList unreadable; // KEY=value
};

// `rows`: the installation's first, then the tenant's own, which win. An unknown MODE is PROD, in which no
// payload is kept whatever other rows say (predecessor §4.3).
ReadSettings readSettings(const std::vector<Setting> &rows);

} // namespace pulse::store
