// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/provider_keys.h"

#include "base/logging.h"

#include <QJsonDocument>
#include <QUrl>
#include <vector>

Q_LOGGING_CATEGORY(lcAuthProviders, "pulse.auth")

namespace pulse::auth {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto kReadAgain = 10min; // our own: Keycloak says no-cache
constexpr auto kTriedAgain = 15s; // after a failure
constexpr auto kUnknownKeyPause = 60s; // strangers can send tokens with any kid

QUrl discoveryOf(const QString &issuer)
{
    const QString base = issuer.endsWith(u'/') ? issuer.chopped(1) : issuer;
    return QUrl(base + u"/.well-known/openid-configuration"_s);
}

Result<QJsonObject> objectIn(const Result<QByteArray> &body, const QString &what)
{
    if (!body)
        return tl::unexpected(inContext(what, body.error()));
    const QJsonDocument document = QJsonDocument::fromJson(*body);
    if (!document.isObject())
        return fail(ErrorKind::Invalid, u"%1: it is no JSON object"_s.arg(what));
    return document.object();
}

// Another issuer's document would give us its keys (OpenID Connect Discovery §4.3).
Result<QUrl> keysAddress(const Result<QByteArray> &body, const QString &issuer)
{
    PULSE_TRY(const QJsonObject document, objectIn(body, u"discovery"_s));
    if (document.value(u"issuer"_s).toString() != issuer)
        return fail(ErrorKind::Invalid, u"discovery: it names another issuer"_s);
    const QUrl address(document.value(u"jwks_uri"_s).toString(), QUrl::StrictMode);
    if (!outbound::isFetchable(address))
        return fail(ErrorKind::Invalid, u"discovery: its jwks_uri is no https address"_s);
    return address;
}

} // namespace

ProviderKeys::ProviderKeys(const Clock &clock, TokenVerifier &verifier, QList<TrustedIssuer> providers,
                           outbound::FetchSettings settings)
    : m_clock(clock)
    , m_verifier(verifier)
    , m_fetcher(std::move(settings))
{
    auto kept = m_providers.lock();
    for (TrustedIssuer &issuer : providers)
        kept->push_back({issuer, {issuer.issuer, {}, {}, {}}, {}, false, false});
}

ProviderKeys::~ProviderKeys() { stop(); }

Result<> ProviderKeys::start()
{
    QList<TrustedIssuer> issuers;
    for (const Provider &provider : *m_providers.lock())
        issuers.append(provider.issuer);
    if (issuers.isEmpty())
        return {};
    PULSE_CHECK(m_fetcher.start());
    for (qsizetype at = 0; at < issuers.size(); ++at)
        m_verifier.expect(issuers.at(at), [this, at] { want(static_cast<size_t>(at)); });
    readDue();
    return {};
}

void ProviderKeys::stop() { m_fetcher.stop(); }

void ProviderKeys::readDue()
{
    std::vector<size_t> due;
    {
        auto providers = m_providers.lock();
        const Instant now = m_clock.now();
        for (size_t at = 0; at < providers->size(); ++at) {
            if (isDue(providers->at(at), now))
                due.push_back(at);
        }
    }
    for (const size_t at : due)
        read(at);
}

bool ProviderKeys::isDue(const Provider &provider, Instant now) const
{
    if (!provider.startedAt)
        return true;
    const auto ago = now - *provider.startedAt;
    if (ago < 0s) // the clock was set back
        return true;
    return ago >= (provider.state.failingSince ? std::chrono::microseconds{kTriedAgain}
                                               : std::chrono::microseconds{kReadAgain})
        || (provider.isWanted && ago >= kUnknownKeyPause);
}

void ProviderKeys::want(size_t at)
{
    {
        auto providers = m_providers.lock();
        Provider &provider = providers->at(at);
        provider.isWanted = true;
        if (!isDue(provider, m_clock.now()))
            return;
    }
    read(at);
}

void ProviderKeys::read(size_t at)
{
    QString issuer;
    {
        auto providers = m_providers.lock();
        Provider &provider = providers->at(at);
        if (std::exchange(provider.isUnderWay, true))
            return;
        provider.startedAt = m_clock.now();
        provider.isWanted = false;
        issuer = provider.issuer.issuer;
    }
    m_fetcher.fetch(discoveryOf(issuer),
                    [this, at](const Result<QByteArray> &body) { onDiscovery(at, body); });
}

void ProviderKeys::onDiscovery(size_t at, const Result<QByteArray> &body)
{
    const QString issuer = m_providers.lock()->at(at).issuer.issuer;
    const auto address = keysAddress(body, issuer);
    if (!address)
        return end(at, tl::unexpected(address.error()));
    m_fetcher.fetch(*address, [this, at](const Result<QByteArray> &keys) { onKeys(at, keys); });
}

void ProviderKeys::onKeys(size_t at, const Result<QByteArray> &body)
{
    const QString issuer = m_providers.lock()->at(at).issuer.issuer;
    const auto jwks = objectIn(body, u"keys"_s);
    if (!jwks)
        return end(at, tl::unexpected(jwks.error()));
    end(at, m_verifier.replaceKeys(issuer, *jwks));
}

void ProviderKeys::end(size_t at, const Result<> &outcome)
{
    auto providers = m_providers.lock();
    Provider &provider = providers->at(at);
    provider.isUnderWay = false;
    ProviderState &state = provider.state;
    const bool wasFailing = state.failingSince.has_value();
    if (outcome) {
        state.readAt = m_clock.now();
        state.failingSince.reset();
        if (wasFailing)
            qCInfo(lcAuthProviders).noquote()
                << "provider's keys are read again" << kv("issuer", state.issuer);
        return;
    }
    state.why = outcome.error().what;
    if (wasFailing)
        return;
    state.failingSince = m_clock.now();
    qCWarning(lcAuthProviders).noquote()
        << "provider's keys cannot be read" << kv("issuer", state.issuer)
        << kv("keys_of", state.readAt ? toRfc3339(*state.readAt) : "never") << state.why;
}

QList<ProviderState> ProviderKeys::states() const
{
    QList<ProviderState> states;
    for (const Provider &provider : *m_providers.lock())
        states.append(provider.state);
    return states;
}

} // namespace pulse::auth
