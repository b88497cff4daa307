// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chaos/link/commit_cut.h"

#include <QByteArray>
#include <QtEndian>
#include <utility>

namespace pulse::chaos {

namespace {

qsizetype lengthAt(QByteArrayView from) { return qFromBigEndian<qint32>(from.data()); }

// "portal\0statement\0…"
QByteArrayView boundStatement(QByteArrayView bind)
{
    const QByteArrayView statement = bind.sliced(bind.indexOf('\0') + 1);
    return statement.first(statement.indexOf('\0'));
}

bool storesReadings(QByteArrayView statement)
{
    return statement == "batch.append_readings" || statement == "batch.insert_readings";
}

} // namespace

class CommitCut::Tap final : public RelayTap {
public:
    explicit Tap(Mutex<Shared> &shared)
        : m_shared(shared)
    {
    }

    // libpq waits for each answer, so COMMIT is the last message of what it sends.
    Verdict fromClient(QByteArrayView bytes) override
    {
        m_rest.append(bytes);
        QByteArrayView rest = m_rest;
        Verdict verdict = Verdict::Carry;
        while (const qsizetype size = messageSize(rest)) {
            verdict = take(rest.first(size));
            rest = rest.sliced(size);
        }
        m_rest = rest.toByteArray();
        return verdict;
    }

    Verdict fromServer(QByteArrayView bytes) override
    {
        if (!m_isCommitting)
            return Verdict::Carry;
        m_isCommitting = false;
        const bool isDone = bytes.startsWith('C') && bytes.sliced(5).startsWith("COMMIT");
        auto shared = m_shared.lock();
        if (!m_withheld) {
            shared->commits += isDone ? 1 : 0;
            return Verdict::Carry;
        }
        ++shared->cuts;
        shared->answersWithheld += isDone ? 1 : 0;
        return *m_withheld == CutMoment::BeforeClient ? Verdict::Cut : Verdict::CutLeavingGhost;
    }

private:
    // 0: more bytes are needed. The first message of a connection has no type.
    qsizetype messageSize(QByteArrayView bytes) const
    {
        const qsizetype header = m_hasStarted ? 5 : 4;
        if (bytes.size() < header)
            return 0;
        const qsizetype size = header - 4 + lengthAt(bytes.sliced(header - 4));
        return bytes.size() < size ? 0 : size;
    }

    Verdict take(QByteArrayView message)
    {
        if (!std::exchange(m_hasStarted, true)) {
            m_isWriter = message.contains("pulse writer");
            return Verdict::Carry;
        }
        const QByteArrayView body = message.sliced(5);
        if (message[0] == 'B')
            m_hasReadings = m_hasReadings || storesReadings(boundStatement(body));
        if (message[0] == 'Q' && body.startsWith("BEGIN"))
            m_hasReadings = false;
        if (message[0] == 'Q' && body.startsWith("COMMIT") && m_isWriter && m_hasReadings)
            return commit();
        return Verdict::Carry;
    }

    Verdict commit()
    {
        auto shared = m_shared.lock();
        const auto moment = std::exchange(shared->armed, std::nullopt);
        m_isCommitting = true;
        m_withheld.reset();
        if (!moment)
            return Verdict::Carry;
        if (*moment >= CutMoment::BeforeClient) {
            m_withheld = moment;
            return Verdict::Carry;
        }
        ++shared->cuts;
        return *moment == CutMoment::BeforeServer ? Verdict::Cut : Verdict::CarryAndCut;
    }

    Mutex<Shared> &m_shared;
    QByteArray m_rest;
    bool m_hasStarted = false;
    bool m_isWriter = false;
    bool m_hasReadings = false; // in the transaction that is open
    bool m_isCommitting = false;
    std::optional<CutMoment> m_withheld; // what will keep the answer from the client
};

std::unique_ptr<RelayTap> CommitCut::makeTap() { return std::make_unique<Tap>(m_shared); }

void CommitCut::arm(CutMoment moment) { m_shared.lock()->armed = moment; }

} // namespace pulse::chaos
