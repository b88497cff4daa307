// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/postgres/schema_dump.h"

namespace pulse::store {

namespace {

struct Section {
    const char *title;
    const char *statement;
};

// In the order in which they could be run.
constexpr Section kSections[] = {
    {"Domains", "schema.domains"},
    {"Tables", "schema.tables"},
    {"Sequences", "schema.sequences"},
    {"Functions", "schema.functions"},
    {"Views", "schema.views"},
    {"Constraints", "schema.constraints"},
    {"Indexes", "schema.indexes"},
    {"Triggers", "schema.triggers"},
    {"Row security", "schema.row_security"},
    {"Policies", "schema.policies"},
    {"Grants", "schema.grants"},
};

} // namespace

Result<QByteArray> dumpSchema(Connection &connection)
{
    QByteArray text =
        "-- The schema that the migrations make, read from the catalogue. Generated: PULSE_UPDATE_SCHEMA=1 "
        "ctest -R store_schema.\n";
    for (const Section &section : kSections) {
        PULSE_TRY(const Rows rows, connection.query(section.statement));
        text += QByteArray("\n-- ") + section.title + "\n\n";
        PULSE_TRY(const auto parts, rows.values<QByteArray>());
        for (const QByteArray &part : parts)
            text += part.trimmed() + '\n';
    }
    return text;
}

} // namespace pulse::store
