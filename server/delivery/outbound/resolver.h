// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A seam: what a name resolves to. Apart from sending, because every address is judged before one is dialled.
#pragma once

#include "base/result.h"
#include "delivery/outbound/ip_address.h"

#include <QList>
#include <functional>
#include <memory>

namespace pulse::delivery {

class Resolver {
public:
    using Done = std::function<void(Result<QList<IpAddress>>)>;

    virtual ~Resolver() = default;
    // Thread safety: any thread. `done` is called once, on any thread; an empty list is an error.
    virtual void resolve(const QString &host, Done done) = 0;
};

// getaddrinfo on threads of its own, made when there is none to spare: a name whose server does not answer
// holds one of them, however often it is asked for, and nobody else. Invariants: at most `threads` look-ups
// run, at most 256 names wait, beyond that they fail at once. The destructor does not wait for look-ups that
// run: their answers are dropped.
class SystemResolver final : public Resolver {
public:
    using LookUp = std::function<Result<QList<IpAddress>>(const QString &host)>; // may block

    explicit SystemResolver(int threads = 128);
    SystemResolver(int threads, LookUp lookUp);
    ~SystemResolver() override;
    SystemResolver(const SystemResolver &) = delete;
    SystemResolver &operator=(const SystemResolver &) = delete;

    void resolve(const QString &host, Done done) override;

private:
    struct Shared;
    std::shared_ptr<Shared> m_shared;
};

} // namespace pulse::delivery
