// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What names resolve to, as scripted.
#pragma once

#include "base/mutex.h"
#include "delivery/outbound/resolver.h"

#include <QHash>
#include <QStringList>

namespace pulse::test {

// Answers a name's look-ups one after the other, the last one for ever; names without a script are never
// answered.
class FakeResolver final : public delivery::Resolver {
public:
    void script(const QString &host, const QList<QStringList> &answers)
    {
        m_answers.lock()->insert(host, answers);
    }
    QStringList asked() const { return *m_asked.lock(); }

    void resolve(const QString &host, Done done) override
    {
        m_asked.lock()->append(host);
        QStringList answer;
        {
            auto answers = m_answers.lock();
            if (!answers->contains(host))
                return;
            QList<QStringList> &left = (*answers)[host];
            answer = left.size() > 1 ? left.takeFirst() : left.first();
        }
        QList<delivery::IpAddress> addresses;
        for (const QString &text : answer)
            addresses.append(delivery::IpAddress::parse(text).value());
        if (addresses.isEmpty())
            done(fail(ErrorKind::Unavailable, QStringLiteral("no such name")));
        else
            done(addresses);
    }

private:
    Mutex<QHash<QString, QList<QStringList>>> m_answers;
    mutable Mutex<QStringList> m_asked;
};

} // namespace pulse::test
