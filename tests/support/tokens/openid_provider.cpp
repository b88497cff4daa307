// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/tokens/openid_provider.h"

#include "support/tokens/token_forge.h"

#include <algorithm>

namespace pulse::test {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kDiscoveryPath = "/realms/pulse/.well-known/openid-configuration";
constexpr auto kKeysPath = "/realms/pulse/certs";

} // namespace

OpenIdProvider::OpenIdProvider(quint16 port)
    : m_receiver(port)
{
    answerWell();
}

QString OpenIdProvider::issuer() const { return m_receiver.url(u"/realms/pulse"_s); }

QJsonObject OpenIdProvider::discovery() const
{
    return {{u"issuer"_s, issuer()}, {u"jwks_uri"_s, m_receiver.url(QLatin1StringView(kKeysPath))}};
}

void OpenIdProvider::publish(const QJsonArray &keys)
{
    m_keys = keys;
    answerWell();
}

void OpenIdProvider::answerWell()
{
    answerDiscovery({.body = jsonText(discovery())});
    answerKeys({.body = jsonText({{u"keys"_s, m_keys}})});
}

void OpenIdProvider::answerDiscovery(const HttpAnswer &answer)
{
    m_receiver.answerPath(kDiscoveryPath, answer);
}

void OpenIdProvider::answerKeys(const HttpAnswer &answer) { m_receiver.answerPath(kKeysPath, answer); }

qsizetype OpenIdProvider::discoveriesRead() const { return requestsFor(kDiscoveryPath); }

qsizetype OpenIdProvider::keysRead() const { return requestsFor(kKeysPath); }

qsizetype OpenIdProvider::requestsFor(const QByteArray &path) const
{
    const QList<HttpRequest> requests = m_receiver.requests();
    return std::count_if(requests.begin(), requests.end(),
                         [&path](const HttpRequest &request) { return request.path == path; });
}

} // namespace pulse::test
