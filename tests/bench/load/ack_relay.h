// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Stands between broker and server, Unix socket to Unix socket, and looks at the clock: when a PUBLISH passed
// towards the server, and when its PUBACK came back. Before the PUBACK of a sampled message goes on it asks
// `isStored`.
//
// Thread safety: start() and stop() by the owner; results() after stop().
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QString>
#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

namespace pulse::bench {

struct AckRelayConfig {
    QString listenPath = {}; // the server's side
    QString brokerPath = {};
    int sampleEvery = 500; // messages
    // Whether the message is visible to another connection; called on the relay's thread.
    std::function<bool(const QByteArray &topic, const QByteArray &payload)> isStored = {};
};

struct AckResults {
    std::vector<double> milliseconds; // of each message, PUBLISH to PUBACK
    quint64 sampled = 0;
    quint64 invisible = 0; // of those, not stored when acknowledged
};

class AckRelay {
public:
    explicit AckRelay(AckRelayConfig config);
    ~AckRelay();

    Result<> start();
    void stop();

    void setRecording(bool isRecording) { m_isRecording = isRecording; }
    const AckResults &results() const { return m_results; }

private:
    struct Direction;
    struct Passed;
    struct Link;

    void run();
    bool accept();
    bool carry(Link &link, Direction &from, int to);
    void notePublish(Passed &passed, const QByteArray &topic, const QByteArray &payload);
    void notePuback(Passed &passed);

    const AckRelayConfig m_config;
    int m_listener = -1;
    std::atomic<bool> m_isStopping{false};
    std::atomic<bool> m_isRecording{false};
    std::thread m_thread;

    // The thread's own.
    std::vector<std::unique_ptr<Link>> m_links; // the server's sessions
    quint64 m_count = 0;
    AckResults m_results;
};

} // namespace pulse::bench
