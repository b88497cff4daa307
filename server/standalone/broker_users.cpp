// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "standalone/broker_users.h"

#include "standalone/broker_reload.h"
#include "standalone/secret_file.h"

#include <QPasswordDigestor>
#include <QRandomGenerator>
#include <algorithm>

namespace pulse::standalone {

using namespace Qt::StringLiterals;

namespace {

// Mosquitto's own number. Passwords are random and long, so it need not be slow to guess.
constexpr int kIterations = 101;
constexpr int kSaltBytes = 12;
constexpr int kHashBytes = 64;

bool isPlain(const QString &name)
{
    const auto isBad = [](QChar c) {
        return c.unicode() < 0x20 || c.unicode() == 0x7f || c == u':' || c == u'+' || c == u'#';
    };
    return !name.isEmpty() && name == name.trimmed() && std::ranges::none_of(name, isBad);
}

QByteArray derive(const QByteArray &password, const QByteArray &salt, int iterations)
{
    return QPasswordDigestor::deriveKeyPbkdf2(QCryptographicHash::Sha512, password, salt, iterations,
                                              kHashBytes);
}

} // namespace

BrokerUsers::BrokerUsers(DataPaths paths)
    : m_paths(std::move(paths))
{
}

QString BrokerUsers::file() const { return brokerUsersFile(m_paths); }

QByteArray BrokerUsers::hash(const QByteArray &password)
{
    QByteArray salt(kSaltBytes, Qt::Uninitialized);
    for (char &byte : salt)
        byte = static_cast<char>(QRandomGenerator::system()->bounded(256));
    return "$7$" + QByteArray::number(kIterations) + '$' + salt.toBase64() + '$'
        + derive(password, salt, kIterations).toBase64();
}

bool BrokerUsers::isMatch(const QByteArray &hash, const QByteArray &password)
{
    const QList<QByteArray> parts = hash.split('$'); // "", "7", iterations, salt, hash
    const int iterations = parts.value(2).toInt();
    return parts.size() == 5 && parts[1] == "7" && iterations > 0
        && derive(password, QByteArray::fromBase64(parts[3]), iterations).toBase64() == parts[4];
}

Result<BrokerUsers::Lines> BrokerUsers::read() const
{
    Lines lines;
    const auto text = readSecretFile(file());
    if (!text && text.error().kind == ErrorKind::NotFound)
        return lines;
    if (!text)
        return tl::unexpected(text.error());
    for (const QByteArray &line : text->split('\n')) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0)
            lines.insert(line.left(colon), line.mid(colon + 1));
    }
    return lines;
}

Result<> BrokerUsers::write(const Lines &lines) const
{
    QList<QByteArray> names = lines.keys();
    std::ranges::sort(names);
    QByteArray text;
    for (const QByteArray &name : names)
        text += name + ':' + lines[name] + '\n';
    return writeSecretFile(file(), text);
}

template <class Change> Result<> BrokerUsers::change(const Change &change) const
{
    PULSE_TRY(const Descriptor lock, lockBrokerUsers(m_paths));
    PULSE_TRY(Lines lines, read());
    const Lines before = lines;
    PULSE_CHECK(change(lines));
    if (lines == before)
        return {};
    PULSE_CHECK(write(lines));
    return reloadBroker(m_paths);
}

Result<> BrokerUsers::addUsers(const Passwords &users) const
{
    return change([&users](Lines &lines) -> Result<> {
        for (auto it = users.cbegin(); it != users.cend(); ++it) {
            if (!isPlain(it.key()))
                return fail(ErrorKind::Invalid, u"not a name for the broker: "_s + it.key());
            lines.insert(it.key().toUtf8(), hash(it.value()));
        }
        return {};
    });
}

Result<> BrokerUsers::removeUsers(const QStringList &names) const
{
    return change([&names](Lines &lines) -> Result<> {
        for (const QString &name : names) {
            if (name != serverUser())
                lines.remove(name.toUtf8());
        }
        return {};
    });
}

Result<QStringList> BrokerUsers::names() const
{
    PULSE_TRY(const Descriptor lock, lockBrokerUsers(m_paths));
    PULSE_TRY(const Lines lines, read());
    QStringList names;
    for (const QByteArray &name : lines.keys())
        names.append(QString::fromUtf8(name));
    names.removeAll(serverUser());
    names.sort();
    return names;
}

} // namespace pulse::standalone
