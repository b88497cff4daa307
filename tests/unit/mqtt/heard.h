// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Everything a session tells, kept for the test; probes apart from messages.
#pragma once

#include "mqtt/session.h"
#include "support/process/spin.h"

namespace pulse::mqtt {

struct Heard {
    std::vector<Message> messages;
    std::vector<Message> probes;
    std::vector<Error> disconnected;
    int connected = 0;
    int ready = 0;
    int lost = 0;

    SessionEvents events()
    {
        SessionEvents events;
        events.messages = [this](std::vector<Message> batch) {
            for (Message &message : batch)
                (message.isProbe ? probes : messages).push_back(std::move(message));
        };
        events.connected = [this](bool, quint32) { ++connected; };
        events.readyToReceive = [this] { ++ready; };
        events.disconnected = [this](const Error &why) { disconnected.push_back(why); };
        events.sessionLost = [this] { ++lost; };
        return events;
    }

    std::vector<model::Receipt> receipts(size_t first = 0, size_t count = SIZE_MAX) const
    {
        std::vector<model::Receipt> receipts;
        for (size_t i = first; i < messages.size() && receipts.size() < count; ++i)
            receipts.push_back(messages[i].receipt);
        return receipts;
    }

    QByteArrayList payloads() const
    {
        QByteArrayList payloads;
        for (const Message &message : messages)
            payloads.append(message.payload.toByteArray());
        return payloads;
    }
};

inline bool soon(const std::function<bool()> &isTrue)
{
    return test::spinUntil(isTrue, std::chrono::seconds{60});
}

inline QByteArrayList numbers(int first, int last)
{
    QByteArrayList texts;
    for (int number = first; number <= last; ++number)
        texts.append(QByteArray::number(number));
    return texts;
}

} // namespace pulse::mqtt
