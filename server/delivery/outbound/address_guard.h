// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Keeps what customers configure from reaching what is inside: judges a URL when it is saved (without DNS),
// every address it resolves to when it is dialled, and the socket itself. Fails closed: what is not plainly a
// public address is refused, unless the operator's allow-list names its network and port.
//
// Thread safety: immutable; any thread.
#pragma once

#include "base/result.h"
#include "delivery/outbound/ip_address.h"

#include <QList>
#include <QUrl>

namespace pulse::delivery {

struct AllowedNetwork {
    Network network;
    quint16 port = 0;

    // "127.0.0.1/32:9999", "fd00::/8:443" or "[fd00::]/8:443".
    static Result<AllowedNetwork> parse(const QString &text);
};

struct GuardSettings {
    bool allowsHttp = false; // otherwise https only
    bool allowsPlainSmtp = false; // otherwise mail goes by TLS only
    bool allowsPlainMqtt = false; // otherwise mqtts only
    QList<AllowedNetwork> allowed = {};
    QList<AllowedNetwork> httpTo = {}; // also without TLS to these, where the URL names an address
};

// A host and a port that passed. Only its name did: what it leads to is judged by the outbox.
struct HostTarget {
    QString host; // as it is looked up: ASCII, lower case, without brackets
    quint16 port = 0;
    std::optional<IpAddress> literal; // when the host is an address: no DNS
};

// A URL that passed, in the one spelling that is dialled.
struct Target : HostTarget {
    QUrl url = {}; // without user information and fragment; host in ASCII
    QString user = {};
    QString password = {};
};

class AddressGuard {
public:
    explicit AddressGuard(GuardSettings settings = {})
        : m_settings(std::move(settings))
    {
    }

    // Without DNS. The error's `what` is a reason of url_blocked: invalid_url, https_required, blocked_host,
    // blocked_ip:<ip>.
    Result<Target> judge(const QString &url) const;

    // The same without a URL; invalid_host instead of invalid_url.
    Result<HostTarget> judgeHost(const QString &host, quint16 port) const;

    // For saving an integration: the same, said to a person, with field webhook_url.
    Result<> checkForSaving(const QString &url) const;
    Result<> checkHostForSaving(const QString &host, quint16 port, const QString &field) const;

    bool allows(const IpAddress &address, quint16 port) const;
    bool allowsPlainSmtp() const { return m_settings.allowsPlainSmtp; }
    bool allowsPlainMqtt() const { return m_settings.allowsPlainMqtt; }

private:
    bool opensPort(quint16 port) const;
    bool allowsHttpTo(const QUrl &url) const;

    GuardSettings m_settings;
};

// Why an address is never dialled unless allowed: loopback, private, link_local, metadata, shared, multicast,
// unspecified, broadcast, reserved, documentation, mapped, translated, tunnelled, unique_local. Empty:
// public.
QLatin1StringView blockedRange(const IpAddress &address);

} // namespace pulse::delivery
