// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/process/served.h"

#include "support/process/spin.h"

#include <QEventLoop>
#include <QFile>
#include <QJsonDocument>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>

namespace pulse::test {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

// The same for every server: those on one database open each other's seals.
constexpr auto kVaultKey = "0707070707070707070707070707070707070707070707070707070707070707";

Result<> writePrivately(const QString &path, const QByteArray &content)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner)
        || file.write(content) != content.size())
        return fail(ErrorKind::Internal, u"%1: %2"_s.arg(path, file.errorString()));
    return {};
}

} // namespace

Served::Served(ServedConfig config)
    : m_config(std::move(config))
{
}

Result<std::unique_ptr<Served>> Served::begin(const ServedConfig &config)
{
    std::unique_ptr<Served> served(new Served(config));
    PULSE_CHECK(served->writeConfiguration());
    PULSE_CHECK(served->run());
    return served;
}

Result<std::unique_ptr<Served>> Served::start(const ServedConfig &config)
{
    PULSE_TRY(auto served, begin(config));
    PULSE_CHECK(served->waitUntilServing());
    return served;
}

Result<> Served::writeConfiguration() const
{
    PULSE_CHECK(writePrivately(m_folder.filePath(u"vault.key"_s), kVaultKey));
    const QString toml = u"[database]\nurl = \"%1\"\nallow_fsync_off = true\n"
                         "[broker]\nport = %2\n"
                         "[http]\nport = 0\n"
                         "[vault]\nkey_file = \"%3\"\n"_s.arg(m_config.database)
                             .arg(m_config.brokerPort)
                             .arg(m_folder.filePath(u"vault.key"_s));
    return writePrivately(m_folder.filePath(u"pulse.toml"_s), toml.toUtf8());
}

Result<> Served::run()
{
    PULSE_TRY(m_process,
              ChildProcess::start(m_config.program,
                                  {u"serve"_s, u"--config"_s, m_folder.filePath(u"pulse.toml"_s)},
                                  {.environment = m_config.environment}));
    return {};
}

Result<> Served::launch()
{
    PULSE_CHECK(run());
    return waitUntilServing();
}

Result<> Served::waitUntilServing()
{
    const QString announcement = u"serving on "_s;
    if (!m_process->waitForLine(announcement + u"http"_s, 60s))
        return fail(ErrorKind::Unavailable, u"pulse-server does not serve:\n"_s + m_process->output());
    m_httpUrl = m_process->output().section(announcement, 1).section(u'\n', 0, 0);
    return {};
}

void Served::kill()
{
    m_process->kill();
    m_process->waitForExit();
}

std::optional<int> Served::stop(std::chrono::milliseconds timeout)
{
    m_process->terminate();
    return m_process->waitForExit(timeout);
}

QJsonObject Served::health() const
{
    QNetworkAccessManager network;
    QNetworkRequest request(QUrl(m_httpUrl + u"/api/v2/health"_s));
    request.setTransferTimeout(5'000);
    const std::unique_ptr<QNetworkReply> reply(network.get(request));
    QEventLoop loop;
    QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
    loop.exec();
    return QJsonDocument::fromJson(reply->readAll()).object();
}

Result<QString> Served::command(const QStringList &arguments) const
{
    PULSE_TRY(
        const auto child,
        ChildProcess::start(m_config.program,
                            QStringList(arguments) << u"--config"_s << m_folder.filePath(u"pulse.toml"_s),
                            {.environment = m_config.environment}));
    if (!spinUntil([&child] { return !child->isRunning(); }, 120s) || child->waitForExit() != 0)
        return fail(ErrorKind::Internal, arguments.join(u' ') + u" failed:\n"_s + child->output());
    return child->output();
}

bool Served::saysLast(const QString &what, const QString &opposite) const
{
    const QString output = m_process->output();
    return output.lastIndexOf(what) > output.lastIndexOf(opposite);
}

bool Served::waitUntilReceiving(std::chrono::milliseconds timeout)
{
    return spinUntil([this] { return isReceiving() || !m_process->isRunning(); }, timeout)
        && m_process->isRunning();
}

} // namespace pulse::test
