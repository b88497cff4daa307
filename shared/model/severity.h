// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Severities are 1 (least) to 5. Names as the predecessor's: 5 critical, 3-4 warning, 1-2 info.
#pragma once

namespace pulse::model {

enum class SeverityClass { Info, Warning, Critical };

constexpr int kMinSeverity = 1;
constexpr int kMaxSeverity = 5;

constexpr SeverityClass severityClass(int severity)
{
    return severity >= 5 ? SeverityClass::Critical
        : severity >= 3  ? SeverityClass::Warning
                         : SeverityClass::Info;
}

} // namespace pulse::model
