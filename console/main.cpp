// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// pulse-console: the desktop console. Reads the command line, puts the console together, and runs it.
#include "app/console.h"
#include "app/main_window.h"
#include "app/options.h"
#include "app/read_password.h"
#include "app/screenshot_run.h"
#include "app/sign_in_page.h"
#include "base/logging.h"

#include <QApplication>
#include <QTranslator>
#include <cstdio>

using namespace Qt::StringLiterals;
using namespace pulse;

namespace {

int leave(const QString &text, int exitCode)
{
    std::FILE *stream = exitCode == 0 ? stdout : stderr;
    std::fputs((text.trimmed() + u'\n').toLocal8Bit().constData(), stream);
    return exitCode;
}

Result<QString> passwordOf(const console::Options &options)
{
    return options.passwordFile.isEmpty() ? console::passwordFromTerminal(options.login)
                                          : console::passwordFromFile(options.passwordFile);
}

int takeScreenshots(const console::Options &options, console::Console &console, console::MainWindow &window)
{
    const auto password = passwordOf(options);
    if (!password)
        return leave(password.error().what, 2);
    console::ScreenshotRun run(console, window, options.screenshots);
    QObject::connect(&run, &console::ScreenshotRun::finished, &run, [&run](const QString &problem) {
        const int exitCode = problem.isEmpty() ? 0 : 1;
        leave(problem.isEmpty() ? run.written().join(u'\n') : u"pulse-console: "_s + problem, exitCode);
        QCoreApplication::exit(exitCode);
    });
    QMetaObject::invokeMethod(
        &run,
        [&run, pages = options.pages, account = console::Account{options.login, *password}] {
            run.start(account, pages);
        },
        Qt::QueuedConnection);
    return QApplication::exec();
}

// A run that only answers needs no display.
void needNoDisplay(int argc, char **argv)
{
    for (int i = 1; i < argc; ++i) {
        const QByteArrayView argument(argv[i]);
        if (argument == "--help" || argument == "--version")
            qputenv("QT_QPA_PLATFORM", "offscreen");
    }
}

} // namespace

int main(int argc, char **argv)
{
    needNoDisplay(argc, argv);
    QApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"pulse-console"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(PULSE_VERSION));
    installLogFormat();
    const auto options = console::optionsFrom(QCoreApplication::arguments());
    if (!options)
        return leave(options.error().text, options.error().exitCode);
    widgets::applyTheme(options->theme);
    console::Console console({options->server});
    console::MainWindow window(console);
    window.signInPage()->setLogin(options->login);
    window.show();
    if (!options->screenshots.isEmpty())
        return takeScreenshots(*options, console, window);
    if (!options->login.isEmpty() && !options->passwordFile.isEmpty()) {
        const auto password = passwordOf(*options);
        if (!password)
            return leave(password.error().what, 2);
        console.session.signIn(options->login, *password);
    }
    return QApplication::exec();
}
