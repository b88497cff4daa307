// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/http_transport.h"

#include "wire/core/json.h"

#include <QJsonDocument>
#include <QNetworkReply>
#include <QTimer>

namespace pulse::client {

using namespace Qt::StringLiterals;

namespace {

constexpr char kTimedOut[] = "pulseTimedOut";

wire::Problem networkProblem(const QNetworkReply &reply)
{
    if (reply.property(kTimedOut).toBool())
        return {0, u"timeout"_s, u"No answer in time"_s, reply.errorString(), {}};
    const bool isTls = reply.error() == QNetworkReply::SslHandshakeFailedError;
    return {0, isTls ? u"insecure"_s : u"unreachable"_s, u"No connection"_s, reply.errorString(), {}};
}

QNetworkRequest networkRequest(const QUrl &server, const HttpRequest &request)
{
    QUrl url = server;
    QByteArray base = server.path(QUrl::FullyEncoded).toLatin1();
    while (base.endsWith('/'))
        base.chop(1);
    url.setPath(QString::fromLatin1(base + request.path), QUrl::TolerantMode);
    url.setQuery(request.query);
    QNetworkRequest network(url);
    network.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    network.setRawHeader("Accept", "application/json");
    if (!request.bearer.isEmpty())
        network.setRawHeader("Authorization", "Bearer " + request.bearer.toLatin1());
    if (request.body)
        network.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    return network;
}

} // namespace

HttpTransport::HttpTransport(const QUrl &server, std::chrono::milliseconds timeout, QObject *parent)
    : QObject(parent)
    , m_server(server)
    , m_timeout(timeout)
{
}

void HttpTransport::send(const HttpRequest &request, QObject *context, Done<QJsonObject> done)
{
    const QByteArray body =
        request.body ? QJsonDocument(*request.body).toJson(QJsonDocument::Compact) : QByteArray();
    QNetworkReply *reply =
        m_network.sendCustomRequest(networkRequest(m_server, request), request.method, body);
    auto *timer = new QTimer(reply);
    timer->setSingleShot(true);
    connect(timer, &QTimer::timeout, reply, [reply] {
        reply->setProperty(kTimedOut, true);
        reply->abort();
    });
    timer->start(m_timeout);
    connect(reply, &QNetworkReply::finished, context,
            [this, reply, done = std::move(done)] { finish(reply, done); });
    connect(reply, &QNetworkReply::finished, reply, &QObject::deleteLater);
    connect(context, &QObject::destroyed, reply, [reply](QObject *gone) {
        reply->disconnect(gone); // abort() says finished, and nobody is there to hear it
        reply->abort();
    });
}

void HttpTransport::finish(QNetworkReply *reply, const Done<QJsonObject> &done) const
{
    const QVariant status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute);
    const int code = status.toInt();
    if (!status.isValid() || reply->property(kTimedOut).toBool())
        return done(tl::unexpected(networkProblem(*reply)));
    const QByteArray body = reply->readAll();
    if (code < 200 || code > 299)
        return done(tl::unexpected(wire::problemFromAnswer(code, body)));
    if (reply->error() != QNetworkReply::NoError)
        return done(tl::unexpected(networkProblem(*reply))); // cut off in the middle of the body
    if (body.isEmpty())
        return done(QJsonObject());
    auto json = wire::parseObject(body);
    if (!json)
        return done(tl::unexpected(wire::Problem{code, u"bad_answer"_s, {}, json.error().what, {}}));
    done(*std::move(json));
}

} // namespace pulse::client
