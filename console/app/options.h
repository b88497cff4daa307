// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The command line of pulse-console, and what every program that signs in as it does takes.
#pragma once

#include "base/result.h"
#include "widgets/theme.h"

#include <QStringList>
#include <QUrl>

class QCommandLineParser;

namespace pulse::console {

struct Options {
    QUrl server{QStringLiteral("http://127.0.0.1:8080")};
    QString login;
    QString passwordFile;
    widgets::ThemeChoice theme = widgets::ThemeChoice::System;
};

// What to do instead of running, when the command line asks for it or is wrong.
struct Leave {
    QString text;
    int exitCode = 0;
};

// `parser`: may know options of the program's own.
tl::expected<Options, Leave> optionsFrom(const QStringList &arguments, QCommandLineParser &parser);

int leave(const Leave &leave); // says so; the exit code
void needNoDisplayToAnswer(int argc, char **argv); // --help and --version; before the application is made

// From the file that is named, or from the terminal.
Result<QString> passwordOf(const Options &options);

} // namespace pulse::console
