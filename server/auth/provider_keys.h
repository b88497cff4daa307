// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Keeps the keys of OpenID providers fresh: discovery (OpenID Connect Discovery §4), then the JWKS document
// it names, each ten minutes, and at once for a token whose key may be new, but at most once a minute. One
// reading at a time for each provider, however many tokens ask. A provider that is away keeps the keys it
// had.
//
// Thread safety: every function may be called from any thread; none blocks.
// Requires: clock and verifier outlive it.
#pragma once

#include "auth/token_verifier.h"
#include "outbound/document_fetcher.h"

#include <QList>

namespace pulse::auth {

struct ProviderState {
    QString issuer;
    std::optional<Instant> readAt; // its keys, the last time
    std::optional<Instant> failingSince; // reading them has failed from then on
    QString why; // the last time it failed
};

class ProviderKeys {
public:
    ProviderKeys(const Clock &clock, TokenVerifier &verifier, QList<TrustedIssuer> providers,
                 outbound::FetchSettings settings = {});
    ~ProviderKeys();

    Result<> start(); // and reads them for the first time
    void stop(); // idempotent
    void readDue(); // to be called each second or so
    QList<ProviderState> states() const;

private:
    struct Provider {
        TrustedIssuer issuer;
        ProviderState state;
        std::optional<Instant> startedAt; // reading, the last time
        bool isUnderWay = false;
        bool isWanted = false; // a token asks for a key that may be new
    };
    using Providers = std::vector<Provider>;

    void want(size_t at);
    bool isDue(const Provider &provider, Instant now) const;
    void read(size_t at);
    void onDiscovery(size_t at, const Result<QByteArray> &body);
    void onKeys(size_t at, const Result<QByteArray> &body);
    void end(size_t at, const Result<> &outcome);

    const Clock &m_clock;
    TokenVerifier &m_verifier;
    mutable Mutex<Providers> m_providers; // as many as were given, in that order
    outbound::DocumentFetcher m_fetcher; // the last: its answers come to us
};

} // namespace pulse::auth
