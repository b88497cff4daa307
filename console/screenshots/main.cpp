// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// pulse-screenshots: signs in to a server and saves pictures of the console's pages.
#include "app/console.h"
#include "app/options.h"
#include "base/logging.h"
#include "screenshots/screenshot_run.h"

#include <QApplication>
#include <QCommandLineParser>

using namespace Qt::StringLiterals;
using namespace pulse;

namespace {

int takePictures(const console::Options &options, const QString &folder, const QStringList &pictures)
{
    const auto password = console::passwordOf(options);
    if (!password)
        return console::leave({password.error().what, 2});
    widgets::applyTheme(options.theme);
    console::Console console({options.server});
    console::MainWindow window(console);
    window.show();
    screenshots::ScreenshotRun run(console, window, folder);
    QObject::connect(&run, &screenshots::ScreenshotRun::finished, &run, [&run](const QString &problem) {
        const console::Leave end{problem.isEmpty() ? run.written().join(u'\n') : problem,
                                 problem.isEmpty() ? 0 : 1};
        QCoreApplication::exit(console::leave(end));
    });
    const screenshots::Account account{options.login, *password};
    QMetaObject::invokeMethod(
        &run, [&run, account, pictures] { run.start(account, pictures); }, Qt::QueuedConnection);
    return QApplication::exec();
}

} // namespace

int main(int argc, char **argv)
{
    console::needNoDisplayToAnswer(argc, argv);
    QApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"pulse-screenshots"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(PULSE_VERSION));
    installLogFormat();
    const QCommandLineOption pictures(
        u"pictures"_s, u"Which, in order, of %1."_s.arg(screenshots::allPictures().join(u", "_s)),
        u"pictures"_s);
    QCommandLineParser parser;
    parser.addPositionalArgument(u"folder"_s, u"Where the pictures go."_s);
    parser.addOption(pictures);
    const auto options = console::optionsFrom(QCoreApplication::arguments(), parser);
    if (!options)
        return console::leave(options.error());
    const QStringList wanted = parser.value(pictures).split(u',', Qt::SkipEmptyParts);
    for (const QString &name : wanted) {
        if (!screenshots::allPictures().contains(name))
            return console::leave({u"there is no picture "_s + name, 2});
    }
    if (parser.positionalArguments().size() != 1 || options->login.isEmpty())
        return console::leave({u"a folder and --user are needed"_s, 2});
    return takePictures(*options, parser.positionalArguments().first(), wanted);
}
