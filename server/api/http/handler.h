// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What one endpoint is: a function from a request and a database connection to a reply. It runs on a database
// worker, never on the HTTP thread, and touches nothing else. Who may call it is decided before, by
// wire/endpoint.
#pragma once

#include "base/result.h"
#include "model/principal.h"
#include "store/postgres/connection.h"
#include "wire/endpoint/endpoints.h"

#include <QByteArray>
#include <QHash>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStringList>
#include <QUrlQuery>
#include <functional>
#include <memory>

namespace pulse::api {

struct Request {
    wire::EndpointId endpoint = wire::EndpointId::Health;
    QStringList arguments; // the path's placeholders in order, percent-decoded
    QUrlQuery query;
    QByteArray body;
    QHash<QByteArray, QByteArray> headers; // names in lower case
    QString peer; // the client's address
    model::Principal principal; // of a verified token; default for Access::Public
};

class ReplyStream;

struct Reply {
    int status = 200;
    QByteArray contentType = "application/json";
    QByteArray body;
    QList<std::pair<QByteArray, QByteArray>> headers; // beyond those the door writes by itself
    std::shared_ptr<ReplyStream> stream = {}; // the body comes from it, portion by portion; `body` is empty
    // When set, the answer comes later (a receiver is asked first), and the other members mean nothing. It is
    // called once, where the handler ran, and must not block; it calls its argument once with the answer, on
    // any thread.
    std::function<void(std::function<void(Reply)>)> later = {};

    static Reply json(const QJsonObject &object, int status = 200)
    {
        return {status, "application/json", QJsonDocument(object).toJson(QJsonDocument::Compact), {}};
    }
    static Reply noContent() { return {204, {}, {}, {}}; }
};

// Thread safety: called from several workers at once, so it captures only what is const or a Mutex<T>.
using Handler = std::function<Result<Reply>(const Request &, store::Connection &)>;
using Handlers = QHash<wire::EndpointId, Handler>;

// An endpoint that must answer whatever the database does: called on the HTTP thread, from memory, at once,
// or that answers later without a database worker.
using QuickHandler = std::function<Reply(const Request &)>;
using QuickHandlers = QHash<wire::EndpointId, QuickHandler>;

} // namespace pulse::api
