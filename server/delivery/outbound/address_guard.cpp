// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/outbound/address_guard.h"

#include <algorithm>
#include <array>

namespace pulse::delivery {

using namespace Qt::StringLiterals;

namespace {

struct Range {
    QLatin1StringView network;
    QLatin1StringView name;
};

// IANA special-purpose registries, and what clouds answer metadata on. The first that contains an address
// names it.
constexpr std::array kBlocked{
    Range{"255.255.255.255/32"_L1, "broadcast"_L1},
    Range{"0.0.0.0/8"_L1, "unspecified"_L1},
    Range{"10.0.0.0/8"_L1, "private"_L1},
    Range{"100.100.100.200/32"_L1, "metadata"_L1},
    Range{"100.64.0.0/10"_L1, "shared"_L1},
    Range{"127.0.0.0/8"_L1, "loopback"_L1},
    Range{"168.63.129.16/32"_L1, "metadata"_L1},
    Range{"169.254.169.254/32"_L1, "metadata"_L1},
    Range{"169.254.170.2/32"_L1, "metadata"_L1},
    Range{"169.254.0.0/16"_L1, "link_local"_L1},
    Range{"172.16.0.0/12"_L1, "private"_L1},
    Range{"192.0.0.0/24"_L1, "reserved"_L1},
    Range{"192.0.2.0/24"_L1, "documentation"_L1},
    Range{"192.88.99.0/24"_L1, "tunnelled"_L1},
    Range{"192.168.0.0/16"_L1, "private"_L1},
    Range{"198.18.0.0/15"_L1, "reserved"_L1},
    Range{"198.51.100.0/24"_L1, "documentation"_L1},
    Range{"203.0.113.0/24"_L1, "documentation"_L1},
    Range{"224.0.0.0/4"_L1, "multicast"_L1},
    Range{"240.0.0.0/4"_L1, "reserved"_L1},
    Range{"::/128"_L1, "unspecified"_L1},
    Range{"::1/128"_L1, "loopback"_L1},
    Range{"::ffff:0:0/96"_L1, "mapped"_L1},
    Range{"::/96"_L1, "mapped"_L1},
    Range{"64:ff9b::/96"_L1, "translated"_L1},
    Range{"64:ff9b:1::/48"_L1, "translated"_L1},
    Range{"2001::/32"_L1, "tunnelled"_L1}, // Teredo
    Range{"2001::/23"_L1, "reserved"_L1},
    Range{"2001:db8::/32"_L1, "documentation"_L1},
    Range{"2002::/16"_L1, "tunnelled"_L1}, // 6to4
    Range{"3fff::/20"_L1, "documentation"_L1},
    Range{"fd00:ec2::254/128"_L1, "metadata"_L1},
    Range{"fc00::/7"_L1, "unique_local"_L1},
    Range{"fe80::/10"_L1, "link_local"_L1},
    Range{"fec0::/10"_L1, "private"_L1},
    Range{"ff00::/8"_L1, "multicast"_L1},
};

const QList<std::pair<Network, QLatin1StringView>> &blockedNetworks()
{
    static const auto networks = [] {
        QList<std::pair<Network, QLatin1StringView>> parsed;
        for (const Range &range : kBlocked)
            parsed.append({Network::parse(range.network).value(), range.name});
        return parsed;
    }();
    return networks;
}

// Names that mean "here" or "inside" by convention, and names without a dot, which a search domain would
// complete.
bool isInsideName(const QString &host)
{
    static const QStringList endings{u".localhost"_s, u".localdomain"_s, u".local"_s, u".internal"_s};
    return !host.contains(u'.') || std::any_of(endings.begin(), endings.end(), [&](const QString &ending) {
        return host.endsWith(ending);
    });
}

// RFC 1123, in ASCII. Refuses zones, percent signs, spaces, empty labels.
bool isHostName(const QString &host)
{
    const auto isFine = [](const QString &label) {
        return !label.isEmpty() && label.size() <= 63 && !label.startsWith(u'-') && !label.endsWith(u'-')
            && std::all_of(label.begin(), label.end(), [](QChar c) {
                   return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') || c == u'-' || c == u'_';
               });
    };
    const QStringList labels = host.split(u'.');
    return host.size() <= 253 && std::all_of(labels.begin(), labels.end(), isFine);
}

// A last label that is a number (decimal, octal or 0x…) makes a host an address in somebody's eyes
// (inet_aton, curl).
bool looksLikeAnAddress(const QString &host)
{
    const QString last = host.section(u'.', -1);
    const bool isHex = last.startsWith("0x"_L1);
    return std::all_of(last.begin(), last.end(), [](QChar c) { return c >= u'0' && c <= u'9'; }) || isHex;
}

tl::unexpected<Error> refuse(const QString &reason)
{
    return fail(ErrorKind::Invalid, reason, u"url_blocked"_s);
}

// The host as it is dialled: ASCII, lower case, without brackets and without the root's dot.
QString plainHost(const QString &encoded)
{
    QString host = encoded.toLower();
    if (host.startsWith(u'[') && host.endsWith(u']'))
        host = host.mid(1, host.size() - 2);
    return host.endsWith(u'.') ? host.chopped(1) : host;
}

} // namespace

Result<AllowedNetwork> AllowedNetwork::parse(const QString &text)
{
    const qsizetype colon = text.lastIndexOf(u':');
    QString address = text.left(colon);
    address.remove(u'[').remove(u']');
    const auto network = Network::parse(address);
    bool isNumber = false;
    const int port = text.mid(colon + 1).toInt(&isNumber);
    if (colon < 0 || !network || !isNumber || port < 1 || port > 65535)
        return fail(ErrorKind::Invalid,
                    u"\"%1\" is not a network and a port, as 192.0.2.0/24:443"_s.arg(text));
    return AllowedNetwork{*network, static_cast<quint16>(port)};
}

Result<Target> AddressGuard::judge(const QString &text) const
{
    QUrl url(text, QUrl::StrictMode);
    const QString scheme = url.scheme();
    if (!url.isValid() || url.host().isEmpty() || url.port() == 0
        || (scheme != "https"_L1 && scheme != "http"_L1))
        return refuse(u"invalid_url"_s);
    if (scheme == "http"_L1 && !allowsHttpTo(url))
        return refuse(u"https_required"_s);
    const auto port = static_cast<quint16>(url.port(scheme == "https"_L1 ? 443 : 80));
    const auto host = judgeHost(url.host(QUrl::FullyEncoded), port);
    if (!host)
        return refuse(host.error().what == "invalid_host"_L1 ? u"invalid_url"_s : host.error().what);
    Target target{*host};
    target.user = url.userName(QUrl::FullyDecoded);
    target.password = url.password(QUrl::FullyDecoded);
    url.setUserInfo({});
    url.setFragment({});
    url.setHost(target.host);
    target.url = url;
    return target;
}

Result<HostTarget> AddressGuard::judgeHost(const QString &host, quint16 port) const
{
    HostTarget target{plainHost(host), port, {}};
    target.literal = IpAddress::parse(target.host);
    if (!target.literal && !isHostName(target.host)) // a name beyond ASCII is looked up in its encoding
        target.host = QString::fromLatin1(QUrl::toAce(target.host));
    if (port == 0 || (!target.literal && (!isHostName(target.host) || looksLikeAnAddress(target.host))))
        return refuse(u"invalid_host"_s);
    if (target.literal && !allows(*target.literal, port))
        return refuse(u"blocked_ip:%1"_s.arg(target.literal->toString()));
    // Where the operator opened a port to the inside, such a name is judged by its addresses.
    if (!target.literal && isInsideName(target.host) && !opensPort(port))
        return refuse(u"blocked_host"_s);
    return target;
}

Result<> AddressGuard::checkForSaving(const QString &url) const
{
    const auto target = judge(url);
    if (target)
        return {};
    const QString &reason = target.error().what;
    const QString what = reason == "https_required"_L1 ? u"must be an https address"_s
        : reason == "invalid_url"_L1                   ? u"must be a complete web address"_s
                                                       : u"leads to an address that Pulse does not send to"_s;
    return fail(ErrorKind::Invalid, what, u"url_blocked"_s, u"webhook_url"_s);
}

Result<> AddressGuard::checkHostForSaving(const QString &host, quint16 port, const QString &field) const
{
    const auto target = judgeHost(host, port);
    if (target)
        return {};
    const QString what = target.error().what == "invalid_host"_L1
        ? u"must be a host name or an IP address"_s
        : u"leads to an address that Pulse does not send to"_s;
    return fail(ErrorKind::Invalid, what, u"host_blocked"_s, field);
}

bool AddressGuard::allows(const IpAddress &address, quint16 port) const
{
    const bool isNamed =
        std::any_of(m_settings.allowed.begin(), m_settings.allowed.end(), [&](const AllowedNetwork &allowed) {
            return allowed.port == port && allowed.network.contains(address);
        });
    return isNamed || blockedRange(address).isEmpty();
}

bool AddressGuard::allowsHttpTo(const QUrl &url) const
{
    const auto literal = IpAddress::parse(plainHost(url.host(QUrl::FullyEncoded)));
    const auto isReceiver = [&](const AllowedNetwork &receiver) {
        return receiver.port == url.port(80) && receiver.network.contains(*literal);
    };
    return m_settings.allowsHttp
        || (literal && std::any_of(m_settings.httpTo.begin(), m_settings.httpTo.end(), isReceiver));
}

bool AddressGuard::opensPort(quint16 port) const
{
    return std::any_of(m_settings.allowed.begin(), m_settings.allowed.end(),
                       [&](const AllowedNetwork &allowed) { return allowed.port == port; });
}

QLatin1StringView blockedRange(const IpAddress &address)
{
    static const Network globalUnicast = Network::parse(u"2000::/3"_s).value();
    for (const auto &[network, name] : blockedNetworks()) {
        if (network.contains(address))
            return name;
    }
    return address.isV4() || globalUnicast.contains(address) ? QLatin1StringView() : "reserved"_L1;
}

} // namespace pulse::delivery
