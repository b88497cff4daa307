// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The command line of pulse-console.
#pragma once

#include "base/result.h"
#include "widgets/theme.h"

#include <QStringList>
#include <QUrl>

namespace pulse::console {

struct Options {
    QUrl server{QStringLiteral("http://127.0.0.1:8080")};
    QString login;
    QString passwordFile;
    QString screenshots; // a folder; not empty: take pictures and leave
    QStringList pages; // of which; empty: those of a customer
    widgets::ThemeChoice theme = widgets::ThemeChoice::System;
};

// What to do instead of running, when the command line asks for it or is wrong.
struct Leave {
    QString text;
    int exitCode = 0;
};

tl::expected<Options, Leave> optionsFrom(const QStringList &arguments);

} // namespace pulse::console
