// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/options.h"

#include "app/read_password.h"

#include <QCommandLineParser>
#include <cstdio>

namespace pulse::console {

using namespace Qt::StringLiterals;

namespace {

struct OptionNames {
    QCommandLineOption server{u"server"_s, QCoreApplication::translate("Options", "Address of the server."),
                              u"url"_s, u"http://127.0.0.1:8080"_s};
    QCommandLineOption user{u"user"_s, QCoreApplication::translate("Options", "User name to sign in with."),
                            u"name"_s};
    QCommandLineOption passwordFile{
        u"password-file"_s, QCoreApplication::translate("Options", "File whose first line is the password."),
        u"file"_s};
    QCommandLineOption theme{u"theme"_s, QCoreApplication::translate("Options", "light, dark or system."),
                             u"theme"_s, u"system"_s};
};

tl::unexpected<Leave> wrong(const QString &text) { return tl::unexpected(Leave{text, 2}); }

} // namespace

tl::expected<Options, Leave> optionsFrom(const QStringList &arguments, QCommandLineParser &parser)
{
    const OptionNames names;
    parser.setApplicationDescription(
        QCoreApplication::translate("Options", "Pulse: watch your fleet of devices."));
    parser.addOptions({names.server, names.user, names.passwordFile, names.theme});
    const QCommandLineOption help = parser.addHelpOption();
    const QCommandLineOption version = parser.addVersionOption();
    if (!parser.parse(arguments))
        return wrong(parser.errorText());
    if (parser.isSet(help))
        return tl::unexpected(Leave{parser.helpText(), 0});
    if (parser.isSet(version))
        return tl::unexpected(Leave{QCoreApplication::applicationVersion(), 0});
    Options options;
    options.server = QUrl(parser.value(names.server), QUrl::StrictMode);
    if ((options.server.scheme() != "http"_L1 && options.server.scheme() != "https"_L1)
        || options.server.host().isEmpty())
        return wrong(QCoreApplication::translate("Options", "--server must be an http or https address."));
    const auto theme = widgets::themeChoiceFrom(parser.value(names.theme));
    if (!theme)
        return wrong(QCoreApplication::translate("Options", "--theme must be light, dark or system."));
    options.theme = *theme;
    options.login = parser.value(names.user);
    options.passwordFile = parser.value(names.passwordFile);
    return options;
}

int leave(const Leave &leave)
{
    std::FILE *stream = leave.exitCode == 0 ? stdout : stderr;
    std::fputs((leave.text.trimmed() + u'\n').toLocal8Bit().constData(), stream);
    return leave.exitCode;
}

void needNoDisplayToAnswer(int argc, char **argv)
{
    for (int i = 1; i < argc; ++i) {
        const QByteArrayView argument(argv[i]);
        if (argument == "--help" || argument == "--version")
            qputenv("QT_QPA_PLATFORM", "offscreen");
    }
}

Result<QString> passwordOf(const Options &options)
{
    return options.passwordFile.isEmpty() ? passwordFromTerminal(options.login)
                                          : passwordFromFile(options.passwordFile);
}

} // namespace pulse::console
