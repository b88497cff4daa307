// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/email/ehlo_name.h"

#include <QNetworkInterface>
#include <QRegularExpression>
#include <QSysInfo>
#include <arpa/inet.h>
#include <future>
#include <memory>
#include <netdb.h>
#include <thread>

namespace pulse::delivery {

using namespace Qt::StringLiterals;

namespace {

constexpr int kLongestDomain = 255; // RFC 5321 4.5.3.1.2

bool isFullName(const QString &name)
{
    static const QRegularExpression domain(
        u"\\A(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\z"_s);
    return name.size() <= kLongestDomain && domain.match(name).hasMatch();
}

// By inet_pton: QHostAddress takes "192.0.2" too, which RFC 5321 does not.
bool isAddressLiteral(const QString &name)
{
    if (!name.startsWith(u'[') || !name.endsWith(u']'))
        return false;
    const QString inner = name.mid(1, name.size() - 2);
    const bool isTagged = inner.startsWith("IPv6:"_L1);
    in6_addr address{}; // room for either
    return ::inet_pton(isTagged ? AF_INET6 : AF_INET, inner.mid(isTagged ? 5 : 0).toLatin1().constData(),
                       &address)
        == 1;
}

// The name that the system's own files or its name servers give a host; empty: none.
QString canonicalName(const QString &host)
{
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_CANONNAME;
    addrinfo *found = nullptr;
    if (::getaddrinfo(host.toLocal8Bit().constData(), nullptr, &hints, &found) != 0)
        return {};
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> answer(found, freeaddrinfo);
    return found->ai_canonname ? QString::fromLocal8Bit(found->ai_canonname) : QString();
}

} // namespace

bool isEhloName(const QString &name) { return isFullName(name) || isAddressLiteral(name); }

QString ehloNameOf(const QStringList &names, const QList<QHostAddress> &addresses)
{
    for (const QString &name : names) {
        const QString relative = name.endsWith(u'.') ? name.chopped(1) : name;
        if (isFullName(relative) && !relative.endsWith(".localdomain"_L1))
            return relative;
    }
    for (const auto protocol : {QHostAddress::IPv4Protocol, QHostAddress::IPv6Protocol}) {
        for (const QHostAddress &address : addresses) {
            if (address.protocol() != protocol || address.isLoopback() || address.isLinkLocal())
                continue;
            const bool isV4 = protocol == QHostAddress::IPv4Protocol;
            return (isV4 ? u"[%1]"_s : u"[IPv6:%1]"_s).arg(address.toString());
        }
    }
    return u"[127.0.0.1]"_s;
}

// The look-up cannot be called off: a thread of its own waits for it, and is left behind when it takes too
// long.
QString ownEhloName(std::chrono::milliseconds patience)
{
    const QString host = QSysInfo::machineHostName();
    QStringList names{host};
    if (!isFullName(host)) {
        std::packaged_task<QString()> look([host] { return canonicalName(host); });
        std::future<QString> found = look.get_future();
        std::thread(std::move(look)).detach();
        if (found.wait_for(patience) == std::future_status::ready)
            names.append(found.get());
    }
    return ehloNameOf(names, QNetworkInterface::allAddresses());
}

} // namespace pulse::delivery
