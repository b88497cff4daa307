// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Holds JSON to the schemas of the OpenAPI document (JSON Schema 2020-12, of which it has what our schemas
// use; a keyword that it does not know is a fault of the schema, so that nothing passes unread).
#pragma once

#include "wire/endpoint/endpoints.h"

#include <QJsonObject>

namespace pulse::test {

// Where and why `json` does not hold to `schema`; null: it does.
QString schemaFault(const QJsonObject &schema, const QJsonValue &json);

// Of an answer as the endpoint has it; null: it is one of them, or a problem.
QString answerFault(const wire::Endpoint &endpoint, int status, const QJsonObject &json);

} // namespace pulse::test
