// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/postgres/row_shape.h"

#include "base/logging.h"

#include <algorithm>

Q_LOGGING_CATEGORY(lcStoreRows, "pulse.store")

namespace pulse::store {

using namespace Qt::StringLiterals;

namespace {

std::vector<const BoundStatement *> &registered()
{
    static std::vector<const BoundStatement *> all;
    return all;
}

} // namespace

bool isKnown(bool known, const char *name, const Cell &cell)
{
    if (!known)
        qCWarning(lcStoreRows).noquote()
            << "a word of a newer version" << kv("column", name) << kv("word", cell.bytes());
    return known;
}

BoundStatement::BoundStatement(const char *name)
    : m_name(name)
{
    registered().push_back(this);
}

const std::vector<const BoundStatement *> &BoundStatement::all() { return registered(); }

Result<std::vector<int>> BoundStatement::placesIn(const Rows &rows) const
{
    const auto misshapen = [this](const QString &what, const QByteArray &column) {
        return fail(ErrorKind::Internal,
                    u"%1: %2 %3"_s.arg(QString::fromUtf8(m_name), what, QString::fromUtf8(column)));
    };
    std::vector<int> places(m_columns.size(), -1);
    for (int at = 0; at < rows.columns(); ++at) {
        const QByteArray found = rows.columnName(at);
        const auto bound = std::find_if(m_columns.begin(), m_columns.end(),
                                        [&found](const ColumnName &column) { return found == column.name; });
        if (bound == m_columns.end())
            return misshapen(u"nobody reads the column"_s, found);
        int &place = places[static_cast<size_t>(bound - m_columns.begin())];
        if (place >= 0)
            return misshapen(u"two columns are called"_s, found);
        if (!fits(bound->kind, rows.columnType(at)))
            return misshapen(u"not %1:"_s.arg(QLatin1StringView(wordOf(bound->kind))), found);
        place = at;
    }
    const auto missing = std::find(places.begin(), places.end(), -1);
    if (missing != places.end())
        return misshapen(u"there is no column"_s,
                         m_columns[static_cast<size_t>(missing - places.begin())].name);
    return places;
}

} // namespace pulse::store
