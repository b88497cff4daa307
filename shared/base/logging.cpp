// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/logging.h"

namespace pulse {

void installLogFormat()
{
    QLoggingCategory::setFilterRules(QStringLiteral("pulse.*.debug=false"));
    qSetMessagePattern(
        QStringLiteral("%{time yyyy-MM-ddTHH:mm:ss.zzz} "
                       "%{if-debug}debug%{endif}%{if-info}info%{endif}%{if-warning}warning%{endif}"
                       "%{if-critical}critical%{endif}%{if-fatal}fatal%{endif} %{category} %{message}"));
}

} // namespace pulse
