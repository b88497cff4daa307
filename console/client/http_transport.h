// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One HTTP request, one answer: the JSON object of a success, or a Problem. Knows nothing of sessions.
//
// Thread safety: the thread that owns the object.
// Invariants: `done` is called exactly once and never from inside send(), unless `context` is destroyed
// first, which aborts the request. Redirects are not followed, so that a bearer token goes nowhere else.
#pragma once

#include "wire/core/problem.h"

#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QUrl>
#include <QUrlQuery>
#include <chrono>
#include <functional>
#include <optional>

namespace pulse::client {

template <class T> using Answer = tl::expected<T, wire::Problem>;

template <class T> using Done = std::function<void(Answer<T>)>;

struct HttpRequest {
    QByteArray method;
    QByteArray path; // percent-encoded
    QUrlQuery query = {};
    std::optional<QJsonObject> body = {};
    QString bearer = {};
};

class HttpTransport : public QObject {
    Q_OBJECT

public:
    HttpTransport(const QUrl &server, std::chrono::milliseconds timeout, QObject *parent = nullptr);

    void send(const HttpRequest &request, QObject *context, Done<QJsonObject> done);
    const QUrl &server() const { return m_server; }

private:
    void finish(QNetworkReply *reply, const Done<QJsonObject> &done) const;

    QUrl m_server;
    std::chrono::milliseconds m_timeout;
    QNetworkAccessManager m_network;
};

} // namespace pulse::client
