// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "e2e/live_client.h"

#include "support/process/spin.h"

#include <QJsonDocument>
#include <QNetworkRequest>
#include <algorithm>

namespace pulse::test {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

LiveClient::LiveClient(const QString &httpUrl, const QByteArray &token)
{
    QObject::connect(&m_socket, &QWebSocket::textMessageReceived, &m_socket, [this](const QString &text) {
        m_messages.append(QJsonDocument::fromJson(text.toUtf8()).object());
    });
    QUrl url(httpUrl + u"/api/v2/ws"_s);
    url.setScheme(u"ws"_s);
    QNetworkRequest request(url);
    request.setRawHeader("Authorization", "Bearer " + token);
    m_socket.open(request);
}

void LiveClient::send(const QJsonObject &message)
{
    m_socket.sendTextMessage(QString::fromUtf8(QJsonDocument(message).toJson(QJsonDocument::Compact)));
}

bool LiveClient::waitFor(const QString &type, int count)
{
    const auto isOfType = [&type](const QJsonObject &message) {
        return message[u"type"_s].toString() == type;
    };
    return spinUntil([&] { return std::count_if(m_messages.begin(), m_messages.end(), isOfType) >= count; },
                     10s);
}

QJsonObject LiveClient::last(const QString &type) const
{
    const auto isOfType = [&type](const QJsonObject &message) {
        return message[u"type"_s].toString() == type;
    };
    const auto found = std::find_if(m_messages.rbegin(), m_messages.rend(), isOfType);
    return found == m_messages.rend() ? QJsonObject() : *found;
}

} // namespace pulse::test
