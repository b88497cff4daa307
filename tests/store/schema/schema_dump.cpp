// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema_dump.h"

#include "named_statements.h"

namespace pulse::test {

namespace {

struct Section {
    const char *title;
    const char *statement;
};

// In the order in which they could be run.
constexpr Section kSections[] = {
    {"Domains", "domains"},     {"Tables", "tables"},     {"Sequences", "sequences"},
    {"Functions", "functions"}, {"Views", "views"},       {"Constraints", "constraints"},
    {"Indexes", "indexes"},     {"Triggers", "triggers"}, {"Row security", "row_security"},
    {"Policies", "policies"},   {"Grants", "grants"},
};

} // namespace

Result<QByteArray> dumpSchema(store::Connection &connection)
{
    QByteArray text =
        "-- The schema that the migrations make, read from the catalogue. Generated: PULSE_UPDATE_SCHEMA=1 "
        "ctest -R store_schema.\n";
    for (const Section &section : kSections) {
        PULSE_TRY(const auto parts, answersOf(connection, "schema", section.statement));
        text += QByteArray("\n-- ") + section.title + "\n\n";
        for (const QByteArray &part : parts)
            text += part.trimmed() + '\n';
    }
    return text;
}

} // namespace pulse::test
