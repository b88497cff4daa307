// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tries whether one account of a broker can take over the session of another by its client id (§3.1.4-3): our
// account logs in with a random id, then the account of a device with the same one. Who throws ours out could
// do so with any id, and have what is queued there. Never tried with an id that is in use.
//
// An account that is refused the id may be refused whatever it says, so it is tried with ids of its own, too:
// its name, and a name that begins with it.
//
// Thread safety: one thread, with an event loop.
#pragma once

#include "mqtt/publisher.h"

#include <functional>
#include <memory>

namespace pulse::mqtt {

struct IdCheckConfig {
    BrokerAddress ours = {}; // with our account
    BrokerAddress theirs = {}; // with the other one, and where devices connect
    std::chrono::milliseconds timeout{10'000}; // for all of it
};

enum class IdVerdict {
    Safe, // ids are tied to accounts
    Open, // any account can have any id
    Unknown, // why: the broker is away, or the account cannot log in
};

class IdCheck final : public QObject {
    Q_OBJECT

public:
    using Done = std::function<void(IdVerdict verdict, const QString &why)>;

    // done is called once, from the event loop; it may destroy us.
    IdCheck(IdCheckConfig config, Done done);

private:
    std::unique_ptr<Publisher> connectTo(const BrokerAddress &address, const QByteArray &id,
                                         PublisherEvents events) const;
    void tryTheirs();
    void ourSessionEnded(const Error &why);
    void theirsRefused(const Error &why);
    void tryOwnId();
    void finish(IdVerdict verdict, const QString &why = {});

    const IdCheckConfig m_config;
    const Done m_done;
    const QByteArray m_id;
    QList<QByteArray> m_ownIds; // of the other account, still to be tried
    std::unique_ptr<Publisher> m_ours;
    std::unique_ptr<Publisher> m_theirs;
    std::unique_ptr<Publisher> m_own;
    QTimer m_timer;
    bool m_areTheirsIn = false;
    bool m_isOursEnded = false;
    bool m_isFinished = false;
};

} // namespace pulse::mqtt
