// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every statement of the product by name, from sql/queries/<noun>.sql: "-- name: open" in alert.sql is
// "alert.open". Thread safety: any thread, read-only after first use.
#pragma once

#include <QByteArray>
#include <QList>
#include <utility>

namespace pulse::store {

// The text of a statement; null when no file has it (a bug: tests ask for every name in use).
QByteArray statementText(const char *name);

QList<QByteArray> statementNames();

// The migrations in order: file name without folder, text.
QList<std::pair<QByteArray, QByteArray>> migrationTexts();

} // namespace pulse::store
