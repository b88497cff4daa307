// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chaos/link/relay.h"

#include "chaos/link/relay_link.h"

namespace pulse::chaos {

Relay::Relay(RelayTarget target, MakeTap makeTap)
    : m_target(std::move(target))
    , m_makeTap(std::move(makeTap))
{
    moveToThread(&m_thread);
    m_thread.start();
    const auto listen = [this] {
        m_server = std::make_unique<QTcpServer>();
        connect(m_server.get(), &QTcpServer::newConnection, this, &Relay::accept);
        m_server->listen(QHostAddress::LocalHost, 0);
        m_port = m_server->serverPort();
    };
    QMetaObject::invokeMethod(this, listen, Qt::BlockingQueuedConnection);
}

Relay::~Relay()
{
    const auto end = [this] {
        m_server.reset();
        qDeleteAll(findChildren<RelayLink *>());
    };
    QMetaObject::invokeMethod(this, end, Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
}

void Relay::accept()
{
    while (QTcpSocket *client = m_server->nextPendingConnection())
        new RelayLink(client, m_target, m_makeTap(), this);
}

void Relay::cut()
{
    const auto cutAll = [this] {
        for (RelayLink *link : findChildren<RelayLink *>())
            link->cut();
    };
    QMetaObject::invokeMethod(this, cutAll, Qt::BlockingQueuedConnection);
}

} // namespace pulse::chaos
