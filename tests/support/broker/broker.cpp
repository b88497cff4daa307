// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/broker/broker.h"

#include "support/process/free_port.h"

#include <QFile>
#include <QStandardPaths>
#include <unistd.h>

namespace pulse::test {

using namespace Qt::StringLiterals;

namespace {

// Debian keeps the broker in sbin, which is not on an ordinary user's path.
QString brokerProgram()
{
    const QString found = QStandardPaths::findExecutable(u"mosquitto"_s);
    return found.isEmpty() ? QStandardPaths::findExecutable(u"mosquitto"_s, {u"/usr/sbin"_s}) : found;
}

Result<> giveTo(const std::optional<Account> &account, const QString &path)
{
    if (account && ::chown(QFile::encodeName(path).constData(), account->uid, account->gid) != 0)
        return fail(ErrorKind::Internal, u"cannot chown "_s + path);
    return {};
}

} // namespace

Broker::Broker(const BrokerOptions &options)
    : m_options(options)
    , m_folder(u"/tmp/pulse-broker-XXXXXX"_s) // short: socket paths end at 107 bytes
{
}

Result<std::unique_ptr<Broker>> Broker::start(const BrokerOptions &options)
{
    std::unique_ptr<Broker> broker(new Broker(options));
    PULSE_CHECK(broker->prepare());
    for (int attempt = 1;; ++attempt) { // somebody else may take the free port first
        broker->m_port = freePort();
        const auto launched = broker->launch();
        if (launched)
            return broker;
        if (attempt == 3)
            return tl::unexpected(launched.error());
    }
}

Result<> Broker::writeFile(const QString &name, const QByteArray &content) const
{
    QFile file(m_folder.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        return fail(ErrorKind::Internal, u"cannot write "_s + file.fileName());
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    file.close();
    return giveTo(ordinaryAccount(), file.fileName());
}

Result<> Broker::prepare()
{
    PULSE_CHECK(giveTo(ordinaryAccount(), m_folder.path()));
    for (const auto &[name, content] : std::as_const(m_options.files))
        PULSE_CHECK(writeFile(name, content));
    if (m_options.accounts.isEmpty())
        return {};
    QByteArray accounts;
    for (const auto &[user, password] : std::as_const(m_options.accounts))
        accounts += user.toUtf8() + ':' + password.toUtf8() + '\n';
    PULSE_CHECK(writeFile(u"passwords"_s, accounts));
    PULSE_TRY(const QString output,
              ChildProcess::run(u"mosquitto_passwd"_s, {u"-U"_s, m_folder.filePath(u"passwords"_s)},
                                {.runAs = ordinaryAccount()}));
    return {};
}

QByteArray Broker::configuration() const
{
    const QByteArray folder = QFile::encodeName(m_folder.path());
    QByteArray lines = "log_dest stderr\nlog_type error\nlog_type warning\nlog_type notice\nlog_type "
                       "information\nconnection_messages false\n"
                       "max_queued_messages 0\nsys_interval 1\npersistence true\npersistence_location "
        + folder + "/\n";
    lines += m_options.accounts.isEmpty() ? "allow_anonymous true\n"
                                          : "allow_anonymous false\npassword_file " + folder + "/passwords\n";
    lines += m_options.configuration + '\n';
    lines += "listener 0 " + QFile::encodeName(socketPath()) + '\n';
    lines += "listener " + QByteArray::number(m_port) + " 127.0.0.1\n" + m_options.listenerLines + '\n';
    return lines;
}

Result<> Broker::launch()
{
    PULSE_CHECK(writeFile(u"broker.conf"_s, configuration()));
    QFile::remove(socketPath());
    PULSE_TRY(m_process,
              ChildProcess::start(brokerProgram(), {u"-c"_s, m_folder.filePath(u"broker.conf"_s)},
                                  {.runAs = ordinaryAccount(), .folder = m_folder.path()}));
    if (m_process->waitForLine(u"running"_s))
        return {};
    return fail(ErrorKind::Unavailable, u"the broker does not start:\n"_s + m_process->output());
}

Result<> Broker::stop()
{
    m_process->resume();
    m_process->terminate();
    if (!m_process->waitForExit())
        return fail(ErrorKind::Internal, u"the broker does not stop"_s);
    return {};
}

void Broker::kill()
{
    m_process->kill();
    m_process->waitForExit();
}

Result<> Broker::restart() { return launch(); }

} // namespace pulse::test
