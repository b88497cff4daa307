// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A screen that is not ours: a plain WebSocket that remembers what it was sent.
#pragma once

#include <QJsonObject>
#include <QList>
#include <QWebSocket>

namespace pulse::test {

class LiveClient {
public:
    LiveClient(const QString &httpUrl, const QByteArray &token);

    void send(const QJsonObject &message);
    bool waitFor(const QString &type, int count = 1);
    QJsonObject last(const QString &type) const;

private:
    QWebSocket m_socket;
    QList<QJsonObject> m_messages;
};

} // namespace pulse::test
