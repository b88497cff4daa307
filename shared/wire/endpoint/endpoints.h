// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every path of the HTTP API, once, and what is asked of the table.
#pragma once

#include "base/result.h"
#include "wire/endpoint/endpoint.h"

#include <QUrlQuery>

namespace pulse::wire {

const QList<Endpoint> &endpoints();
const Endpoint &endpoint(EndpointId id);

// The parameters of a request's query as sent (percent-encoded, `+` for a space: WHATWG URL, 5.1). Invalid
// when one is unknown to the endpoint, is given twice, has no value or one that its schema does not allow;
// the error names it.
Result<QUrlQuery> queryFrom(const Endpoint &endpoint, const QByteArray &encoded);

// What a placeholder of a path is, by its name.
QJsonObject placeholderSchema(const QString &name);
// The placeholders' values in order. Invalid, naming it, for one that is no number where an id is one;
// NotFound for one that nothing can be called. Whether it is a UUID is for the database to say: 400 or 404.
Result<> checkArguments(const Endpoint &endpoint, const QStringList &arguments);

// The path with its placeholders filled in, percent-encoded.
QByteArray pathOf(EndpointId id, std::initializer_list<QString> arguments = {});

// By noun, for endpoints().
QList<Endpoint> accountEndpoints();
QList<Endpoint> alertEndpoints();
QList<Endpoint> deliveryEndpoints();
QList<Endpoint> fleetEndpoints();
QList<Endpoint> integrationEndpoints();
QList<Endpoint> operationEndpoints();

} // namespace pulse::wire
