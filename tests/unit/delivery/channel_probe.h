// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A webhook channel with a scripted resolver, and attempts to wait for.
#pragma once

#include "delivery/webhook_channel.h"
#include "support/fake_clock.h"
#include "support/value_spy.h"

#include <QHash>

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

inline delivery::GuardSettings loopbackAllowed(std::initializer_list<quint16> ports)
{
    delivery::GuardSettings settings{.allowsHttp = true};
    for (const quint16 port : ports)
        settings.allowed.append({delivery::Network::parse(QStringLiteral("127.0.0.1/32")).value(), port});
    return settings;
}

struct ChannelProbe {
    explicit ChannelProbe(delivery::WebhookSettings settings)
        : channel(std::move(settings), resolver, clock)
    {
        started = channel.start().has_value();
    }

    void send(const QString &url, const QString &id = QStringLiteral("t1-r1"),
              const QJsonObject &headers = {})
    {
        channel.attempt(
            {id, "{\"alert_id\":1}", {{QStringLiteral("url"), url}, {QStringLiteral("headers"), headers}}},
            attempts.callback());
    }

    // One attempt, from beginning to end; an attempt that never ends has the code "never".
    delivery::Attempt attempt(const QString &url, const QJsonObject &headers = {})
    {
        send(url, QStringLiteral("t1-r1"), headers);
        if (!attempts.waitFor(1))
            return {.code = QStringLiteral("never")};
        return attempts.take().first();
    }

    FakeResolver resolver;
    FakeClock clock;
    ValueSpy<delivery::Attempt> attempts;
    delivery::WebhookChannel channel;
    bool started = false;
};

} // namespace pulse::test
