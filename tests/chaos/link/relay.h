// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A link on loopback that can be cut and listened in on: clients dial port(), each is joined to the target,
// and a tap sees the bytes before they are carried. A thread of its own, so that it carries while a test
// waits.
//
// Thread safety: cut() and port() from any thread; taps are called on the relay's.
#pragma once

#include <QByteArrayView>
#include <QObject>
#include <QString>
#include <QTcpServer>
#include <QThread>
#include <functional>
#include <memory>

namespace pulse::chaos {

// What becomes of bytes about to be carried. Cut: they are not, and the connection is reset. CarryAndCut:
// they still are. CutLeavingGhost: as Cut, but the server does not notice for a while, as when a network
// goes.
enum class Verdict { Carry, Cut, CarryAndCut, CutLeavingGhost };

// Watches one connection.
class RelayTap {
public:
    virtual ~RelayTap() = default;
    virtual Verdict fromClient(QByteArrayView) { return Verdict::Carry; }
    virtual Verdict fromServer(QByteArrayView) { return Verdict::Carry; }
    virtual void ended() { } // nothing more will be carried
};

struct RelayTarget {
    quint16 port = 0; // on 127.0.0.1
    QString socketPath = {}; // a Unix socket, which wins
};

class Relay final : public QObject {
    Q_OBJECT

public:
    using MakeTap = std::function<std::unique_ptr<RelayTap>()>;
    explicit Relay(
        RelayTarget target, MakeTap makeTap = [] { return std::make_unique<RelayTap>(); });
    ~Relay() override;

    quint16 port() const { return m_port; }
    void cut(); // resets every connection, and returns when that is done; new ones are welcome

private:
    void accept();

    const RelayTarget m_target;
    const MakeTap m_makeTap;
    quint16 m_port = 0;
    QThread m_thread;
    std::unique_ptr<QTcpServer> m_server;
};

} // namespace pulse::chaos
