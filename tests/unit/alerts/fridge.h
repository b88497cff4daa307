// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The device that alerts are about here.
#pragma once

#include "alerts/threshold_alert.h"

namespace pulse::test {

inline const alerts::DeviceName kFridge{QStringLiteral("acme"), QStringLiteral("north"),
                                        QStringLiteral("fridge-1")};

} // namespace pulse::test
