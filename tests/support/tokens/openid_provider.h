// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// An OpenID provider as far as a resource server sees it: discovery and keys over HTTP on loopback. It can be
// told to misbehave by what its receiver can.
//
// Thread safety: as HttpReceiver.
#pragma once

#include "support/receivers/http_receiver.h"

#include <QJsonArray>
#include <QJsonObject>

namespace pulse::test {

class OpenIdProvider {
public:
    explicit OpenIdProvider(quint16 port = 0);

    QString issuer() const;
    void publish(const QJsonArray &keys); // from now on
    void answerDiscovery(const HttpAnswer &answer);
    void answerKeys(const HttpAnswer &answer);
    void answerWell(); // as published, and discovery as it should be
    QJsonObject discovery() const;

    qsizetype discoveriesRead() const;
    qsizetype keysRead() const;
    const HttpReceiver &receiver() const { return m_receiver; }

private:
    qsizetype requestsFor(const QByteArray &path) const;

    HttpReceiver m_receiver;
    QJsonArray m_keys;
};

} // namespace pulse::test
