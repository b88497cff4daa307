// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Memory that clients keep by being slow: answers that they have not taken, bodies that they have not sent
// whole. This bounds how much, for each participant and in all, over all its connections.
//
// Thread safety: none; lives on the HTTP thread. Shared by the connections, which may outlive the door.
#pragma once

#include "store/postgres/work_shares.h"

#include <QHash>
#include <memory>

namespace pulse::api {

using store::Participant;

struct KeptLimits { // bytes
    qint64 perParticipant = 32 * 1024 * 1024;
    qint64 all = 256 * 1024 * 1024;
    qint64 always = 16 * 1024; // so little is always kept: an answer that says "too much", a small body
    bool isFirstGranted = true; // who has nothing kept may always keep one, whatever the others do
};

class KeptBytes {
public:
    explicit KeptBytes(const KeptLimits &limits)
        : m_limits(limits)
    {
    }

    // Whether so much more may be kept for them.
    bool hasRoom(const Participant &participant, qint64 bytes) const;
    bool isOver(const Participant &participant) const;
    qint64 of(const Participant &participant) const { return m_byParticipant.value(participant); }
    qint64 total() const { return m_total; }

    // The part of one connection.
    class Account {
    public:
        explicit Account(std::shared_ptr<KeptBytes> bytes)
            : m_bytes(std::move(bytes))
        {
        }
        ~Account() { set(0); }
        Account(const Account &) = delete;
        Account &operator=(const Account &) = delete;

        void belongTo(const Participant &participant);
        const Participant &participant() const { return m_participant; }
        void set(qint64 bytes);

    private:
        std::shared_ptr<KeptBytes> m_bytes;
        Participant m_participant;
        qint64 m_counted = 0;
    };

private:
    void add(const Participant &participant, qint64 bytes);

    const KeptLimits m_limits;
    QHash<Participant, qint64> m_byParticipant; // those with any
    qint64 m_total = 0;
};

} // namespace pulse::api
