// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// pulse-console: the desktop console. Reads the command line, puts the console together, and runs it.
#include "app/console.h"
#include "app/main_window.h"
#include "app/options.h"
#include "app/sign_in_page.h"
#include "base/logging.h"

#include <QApplication>
#include <QCommandLineParser>

using namespace Qt::StringLiterals;
using namespace pulse;

int main(int argc, char **argv)
{
    console::needNoDisplayToAnswer(argc, argv);
    QApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"pulse-console"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(PULSE_VERSION));
    installLogFormat();
    QCommandLineParser parser;
    const auto options = console::optionsFrom(QCoreApplication::arguments(), parser);
    if (!options)
        return console::leave(options.error());
    widgets::applyTheme(options->theme);
    console::Console console({options->server});
    console::MainWindow window(console);
    window.signInPage()->setLogin(options->login);
    window.show();
    if (!options->login.isEmpty() && !options->passwordFile.isEmpty()) {
        const auto password = console::passwordOf(*options);
        if (!password)
            return console::leave({password.error().what, 2});
        console.session.signIn(options->login, *password);
    }
    return QApplication::exec();
}
