// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chaos/load/broker_watch.h"

namespace pulse::chaos {

// The server is the client; the broker hands messages over.
class BrokerWatch::Tap final : public RelayTap {
public:
    explicit Tap(Mutex<Shared> &shared)
        : m_shared(shared)
    {
    }

    Verdict fromServer(QByteArrayView bytes) override
    {
        m_fromBroker.take(bytes, [this](const MqttFrame &frame) {
            if (!m_isIngest)
                return;
            if (frame.type == MqttType::Publish)
                takePublish(readPublish(frame));
            else if (frame.type == MqttType::Suback)
                ++m_shared.lock()->counts.subscriptions;
        });
        return Verdict::Carry;
    }

    Verdict fromClient(QByteArrayView bytes) override
    {
        bool isCut = false;
        m_fromUs.take(bytes, [this, &isCut](const MqttFrame &frame) {
            if (frame.type == MqttType::Connect)
                m_isIngest = !frame.body.contains("-watch-");
            else if (frame.type == MqttType::Subscribe && m_isIngest)
                isCut = isCut || std::exchange(m_shared.lock()->cutsAtSubscribe, false);
            else if (frame.type == MqttType::Puback)
                takePuback(readPacketId(frame));
        });
        return isCut ? Verdict::Cut : Verdict::Carry;
    }

    void ended() override
    {
        if (!m_isIngest)
            return;
        auto shared = m_shared.lock();
        ++shared->counts.connections;
        shared->counts.unacknowledgedAtEnd = m_waiting.size();
        shared->counts.unacknowledged = 0;
    }

private:
    void takePublish(const MqttPublish &publish)
    {
        if (publish.id == 0 || !publish.topic.startsWith("tenant/"))
            return;
        const size_t message = qHashMulti(0, publish.topic, publish.payload);
        m_waiting.insert(publish.id, message);
        auto shared = m_shared.lock();
        ++shared->counts.handedOver;
        shared->counts.redelivered += publish.isDuplicate ? 1 : 0;
        shared->counts.resurrected += shared->acknowledged.contains(message) ? 1 : 0;
        shared->counts.unacknowledged = m_waiting.size();
    }

    void takePuback(quint16 id)
    {
        const auto message = m_waiting.constFind(id);
        if (message == m_waiting.constEnd())
            return; // of a probe
        auto shared = m_shared.lock();
        shared->acknowledged.insert(*message);
        m_waiting.erase(message);
        ++shared->counts.acknowledged;
        shared->counts.unacknowledged = m_waiting.size();
    }

    Mutex<Shared> &m_shared;
    MqttFrames m_fromBroker;
    MqttFrames m_fromUs;
    QHash<quint16, size_t> m_waiting; // by identifier
    bool m_isIngest = false; // not the session that only watches the broker
};

std::unique_ptr<RelayTap> BrokerWatch::makeTap() { return std::make_unique<Tap>(m_shared); }

} // namespace pulse::chaos
