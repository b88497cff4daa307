// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tool tips are the one text that Qt always examines for markup, and names of metrics and rules may look like
// it: this shows them as they are.
#pragma once

#include <QString>

namespace pulse::models {

inline QString plainToolTip(const QString &text)
{
    return text.contains(u'<') ? QStringLiteral("<qt>%1</qt>").arg(text.toHtmlEscaped()) : text;
}

} // namespace pulse::models
