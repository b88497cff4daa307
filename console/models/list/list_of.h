// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A ListModel of rows of one type. A list of its own is a table of columns, how a page is read, and which
// rows a filter hides.
#pragma once

#include "models/list/list_model.h"
#include "models/list/list_rows.h"

namespace pulse::models {

template <class Row> class ListOf : public ListModel {
public:
    using PageDone = client::Done<model::Page<Row>>;

    const ListRows<Row> &rows() const { return m_rows; }
    const Row *at(int row) const // nullptr: there is no such row
    {
        return row >= 0 && row < m_rows.visibleCount() ? &m_rows.at(row) : nullptr;
    }
    const Row *find(const QString &id) const { return m_rows.find(id); } // also one that the filter hides

    // A change as the live socket tells it; applied with others at the next flush().
    void take(const Row &row);
    void flush() override;
    void refreshRows(int first, int last) override;

    QString idAt(int row) const override { return at(row) ? idOf(*at(row)) : QString(); }
    int rowOf(const QString &id) const override { return m_rows.visibleRowOf(id); }
    int countOf(int group) const override { return m_rows.countOf(group); }
    int waitingCount() const override { return static_cast<int>(m_waiting.size()); }
    int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : m_rows.visibleCount();
    }
    QVariant data(const QModelIndex &index, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

protected:
    ListOf(ListTable<Row> table, const ListSettings &settings, client::ApiClient &api, QObject *parent)
        : ListModel(settings, headsOf(table), api, parent)
        , m_rows(std::move(table))
    {
    }

    virtual void read(const ListRead &what, PageDone done) = 0; // a page, with `this` as its context
    virtual bool accepts(const Row &row, const ListFilter &filter) const = 0;

private:
    static QList<ColumnHead> headsOf(const ListTable<Row> &table)
    {
        QList<ColumnHead> heads;
        for (const Column<Row> &column : table.columns)
            heads.append(column.head);
        return heads;
    }
    QString idOf(const Row &row) const { return m_rows.table().idOf(row); }
    bool isBefore(const Row &left, const Row &right) const { return m_rows.table().compare(left, right) < 0; }
    bool isOlder(const Row &row, const Row &than) const
    {
        const auto versionOf = m_rows.table().versionOf;
        return versionOf && versionOf(row) < versionOf(than);
    }
    bool concernsUs(const Row &row) const // what lies beyond the pages read is left to the page that has it
    {
        const Row *held = m_rows.find(idOf(row));
        if (held)
            return !isOlder(row, *held);
        return isComplete() || (m_last && isBefore(row, *m_last));
    }

    void readPage(bool isFirst, const ListRead &what) override;
    void forget() override;
    void applyFilter() override
    {
        m_rows.setFilter([this, filter = m_filter](const Row &row) { return accepts(row, filter); });
    }
    bool isReadOn() const override
    {
        return m_rows.order() != ListOrder{} || m_rows.heldCount() < m_settings.eagerRows;
    }
    void letGo() override;
    void takePage(bool isFirst, const model::Page<Row> &page);
    void showPage(bool isFirst, const std::vector<Row> &rows);
    void readPageAnew(const QString &after);
    void apply(const Row &row);
    void applyBurst(const std::vector<Row> &rows);
    bool isMadeToWait(const Row &row, ChangeKind kind);

    struct Mark {
        Row first;
        QString after; // the cursor that leads to it
    };

    ListRows<Row> m_rows;
    std::vector<Mark> m_pages; // in the server's order
    std::optional<Row> m_last; // of the last page
    std::vector<Row> m_gathered; // live changes until the next flush
    QHash<QString, Row> m_recent; // live changes while a page is on its way: newer than that page
    QSet<QString> m_toldLately; // while pages are read anew
    int m_readingAnew = 0;
    QHash<QString, Row> m_waiting; // until the list is let go
};

constexpr std::ptrdiff_t kBurst = 200; // from here on one rebuild is cheaper than single moves
constexpr qsizetype kMostPagesAnew = 3;

template <class Row> void ListOf<Row>::forget()
{
    m_rows.clear();
    m_pages.clear();
    m_last.reset();
    m_gathered.clear();
    m_recent.clear();
    m_waiting.clear();
    m_readingAnew = 0;
}

template <class Row> void ListOf<Row>::readPage(bool isFirst, const ListRead &what)
{
    m_recent.clear();
    m_readingAnew = isFirst ? 0 : m_readingAnew; // load() ended them
    read(what, [this, isFirst](client::Answer<model::Page<Row>> answer) {
        if (answer)
            takePage(isFirst, *answer);
        else
            fail(answer.error());
    });
}

template <class Row> void ListOf<Row>::takePage(bool isFirst, const model::Page<Row> &page)
{
    std::vector<Row> rows;
    rows.reserve(static_cast<size_t>(page.items.size()));
    for (const Row &row : page.items)
        rows.push_back(m_recent.value(idOf(row), row));
    if (isFirst)
        m_pages.clear();
    if (!rows.empty()) {
        m_pages.push_back({rows.front(), isFirst ? QString() : m_next});
        m_last = rows.back();
    }
    pageRead(page);
    showPage(isFirst, rows);
    for (const Row &row : std::exchange(m_recent, {}))
        m_gathered.push_back(row); // told while the page was on its way
    flush();
    pageShown();
}

template <class Row> void ListOf<Row>::showPage(bool isFirst, const std::vector<Row> &rows)
{
    if (isFirst) {
        beginResetModel();
        m_rows.clear();
        m_waiting.clear();
        applyFilter();
        m_rows.addOrReplace(rows);
        endResetModel();
        emit waitingChanged();
        return;
    }
    for (const Row &row : rows) {
        const Row *held = m_rows.find(idOf(row));
        if (held && isOlder(*held, row))
            m_gathered.push_back(row);
    }
    const int shown = m_rows.countNewShown(rows);
    if (shown == 0)
        return m_rows.append(rows);
    beginInsertRows({}, m_rows.visibleCount(), m_rows.visibleCount() + shown - 1);
    m_rows.append(rows);
    endInsertRows();
    if (!m_rows.isSettled())
        relayout([this] { m_rows.settle(); });
}

template <class Row> void ListOf<Row>::refreshRows(int first, int last)
{
    QStringList cursors;
    for (int row = std::max(0, first); row <= last && row < m_rows.visibleCount(); ++row) {
        const auto page =
            std::upper_bound(m_pages.begin(), m_pages.end(), m_rows.at(row),
                             [this](const Row &key, const Mark &mark) { return isBefore(key, mark.first); });
        if (page != m_pages.begin() && !cursors.contains((page - 1)->after))
            cursors.append((page - 1)->after);
    }
    if (m_rows.visibleCount() == 0)
        cursors.append(QString());
    m_toldLately.clear();
    for (const QString &after : cursors.mid(0, kMostPagesAnew))
        readPageAnew(after);
}

template <class Row> void ListOf<Row>::readPageAnew(const QString &after)
{
    ++m_readingAnew;
    read({m_settings.pageRows, after, m_askedFilter}, [this](const client::Answer<model::Page<Row>> &answer) {
        --m_readingAnew;
        if (!answer)
            return; // what is shown stays; the next time may go better
        for (const Row &row : answer->items) {
            if (!m_toldLately.contains(idOf(row)))
                m_gathered.push_back(row);
        }
        flush();
    });
}

template <class Row> void ListOf<Row>::take(const Row &row)
{
    if (phase() == Phase::Idle)
        return;
    if (isReading())
        m_recent.insert(idOf(row), row);
    if (m_readingAnew > 0)
        m_toldLately.insert(idOf(row));
    m_gathered.push_back(row);
    gather();
}

template <class Row> void ListOf<Row>::flush()
{
    stopGathering();
    std::vector<Row> rows = std::exchange(m_gathered, {});
    std::erase_if(rows, [this](const Row &row) { return !concernsUs(row); });
    if (rows.empty())
        return;
    const auto structural = std::count_if(rows.begin(), rows.end(), [this](const Row &row) {
        const ChangeKind kind = m_rows.plan(row).kind;
        return kind != ChangeKind::Nothing && kind != ChangeKind::Update;
    });
    if (structural >= kBurst && !isHolding()) {
        applyBurst(rows);
    } else {
        for (const Row &row : rows)
            apply(row);
    }
    emit countsChanged();
}

// What leaves the filter stays in its place, as it is now; what would come or move waits.
template <class Row> bool ListOf<Row>::isMadeToWait(const Row &row, ChangeKind kind)
{
    const QString id = idOf(row);
    if (kind == ChangeKind::Remove)
        m_rows.keep(id);
    const bool isUpdate = kind == ChangeKind::Update;
    if (kind == ChangeKind::Nothing)
        m_waiting.remove(id);
    else if (!isUpdate || m_waiting.contains(id))
        m_waiting.insert(id, row);
    emit waitingChanged();
    return kind == ChangeKind::Insert || kind == ChangeKind::Move;
}

template <class Row> void ListOf<Row>::apply(const Row &row)
{
    if (isHolding() && isMadeToWait(row, m_rows.plan(row).kind))
        return;
    const RowChange change = m_rows.plan(row);
    switch (change.kind) {
    case ChangeKind::Nothing: return m_rows.apply(row, change);
    case ChangeKind::Update:
        m_rows.apply(row, change);
        emit dataChanged(index(change.from, 0), index(change.from, columnCount() - 1));
        return;
    case ChangeKind::Insert:
        beginInsertRows({}, change.to, change.to);
        m_rows.apply(row, change);
        return endInsertRows();
    case ChangeKind::Remove:
        beginRemoveRows({}, change.from, change.from);
        m_rows.apply(row, change);
        return endRemoveRows();
    case ChangeKind::Move:
        beginMoveRows({}, change.from, change.from, {}, change.to);
        m_rows.apply(row, change);
        return endMoveRows();
    }
}

template <class Row> void ListOf<Row>::applyBurst(const std::vector<Row> &rows)
{
    const bool isSameSet = isWhole(m_filter) && m_rows.countNewShown(rows) == 0;
    if (isSameSet)
        return relayout([this, &rows] { m_rows.addOrReplace(rows); });
    beginResetModel();
    m_rows.addOrReplace(rows);
    endResetModel();
}

// Rows kept in place are out of the filter: each leaves before the others come.
template <class Row> void ListOf<Row>::letGo()
{
    const QHash<QString, Row> waiting = std::exchange(m_waiting, {});
    QList<int> leaving;
    for (const QString &id : m_rows.keptIds()) {
        if (!accepts(*m_rows.find(id), m_filter))
            leaving.append(m_rows.visibleRowOf(id));
    }
    std::sort(leaving.begin(), leaving.end(), std::greater<>());
    for (const int row : leaving) {
        beginRemoveRows({}, row, row);
        m_rows.apply(m_rows.at(row), {ChangeKind::Remove, row, -1});
        endRemoveRows();
    }
    m_rows.release();
    m_gathered.insert(m_gathered.end(), waiting.begin(), waiting.end());
    flush();
}

template <class Row> QVariant ListOf<Row>::data(const QModelIndex &index, int role) const
{
    const Row *row = index.isValid() ? at(index.row()) : nullptr;
    if (!row)
        return {};
    const Column<Row> &column = m_rows.table().columns[index.column()];
    switch (role) {
    case Qt::DisplayRole: return column.text(*row);
    case Qt::ToolTipRole: return column.toolTip ? QVariant(column.toolTip(*row)) : QVariant();
    case Qt::TextAlignmentRole:
        return column.head.isRight ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    case ValueRole: return column.value ? column.value(*row) : QVariant(column.text(*row));
    case ToneRole: return column.tone ? QVariant(static_cast<int>(column.tone(*row))) : QVariant();
    case IdRole: return idOf(*row);
    default: return {};
    }
}

template <class Row> void ListOf<Row>::sort(int column, Qt::SortOrder order)
{
    ListOrder wanted{column, order == Qt::DescendingOrder};
    const bool isOwn = column >= 0 && !m_rows.table().columns[column].compare && !wanted.isDescending;
    if (isOwn)
        wanted = {};
    if (column < 0 || wanted == m_rows.order())
        return;
    relayout([this, wanted] { m_rows.setOrder(wanted); });
    if (phase() == Phase::Ready && !isComplete() && isReadOn())
        request(false);
}

} // namespace pulse::models
