// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The OpenAPI 3.1 document of the whole API, made from wire/endpoint and the nouns. It is committed in
// resources/openapi and served at /api/openapi.json; a test compares both, and every contract test's answer
// is checked against it. Thread safety: pure.
#pragma once

#include <QJsonObject>

namespace pulse::wire {

QJsonObject openApiDocument();

// By name: what `#/components/schemas/NAME` stands for.
QJsonObject schemas();

} // namespace pulse::wire
