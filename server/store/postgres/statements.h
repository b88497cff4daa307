// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every statement of the product by name, from sql/queries/<noun>.sql: what follows "-- name: open" in
// alert.sql is "alert.open". What several statements have in common is a fragment:
//
//   -- fragment: columns
//   a.alert_id, a.summary
//
//   -- name: one
//   SELECT {columns} FROM alert AS a WHERE a.alert_id = $1;
//
// {columns} is the file's own, in statements and in other fragments; another file's is {alert.columns}.
// Thread safety: any thread, read-only after first use.
#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>
#include <utility>

namespace pulse::store {

// The text of a statement; null when no file has it (a bug: tests ask for every name in use).
QByteArray statementText(const char *name);

QList<QByteArray> statementNames();

// Noun and text of each file of sql/queries.
using QueryFiles = QList<std::pair<QByteArray, QByteArray>>;
QueryFiles queryFiles();

struct Statements {
    QHash<QByteArray, QByteArray> texts; // by name
    QList<QByteArray> faults; // fragments that do not exist, or that nobody uses; names given twice
};
Statements readStatements(const QueryFiles &files);

// The migrations in order: file name without folder, text.
QList<std::pair<QByteArray, QByteArray>> migrationTexts();

} // namespace pulse::store
