// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/list/list_model.h"

namespace pulse::models {

ListModel::ListModel(const ListSettings &settings, QList<ColumnHead> heads, client::ApiClient &api,
                     QObject *parent)
    : QAbstractTableModel(parent)
    , m_settings(settings)
    , m_api(api)
    , m_heads(std::move(heads))
{
    m_gathering.setSingleShot(true);
    m_gathering.setInterval(settings.gatherFor);
    connect(&m_gathering, &QTimer::timeout, this, &ListModel::flush);
}

void ListModel::follow(client::LiveSocket &live)
{
    connect(&live, &client::LiveSocket::readAgain, this, [this] {
        if (m_phase != Phase::Idle)
            load();
    });
}

void ListModel::load()
{
    m_api.cancel(this);
    m_isReading = false;
    request(true);
}

void ListModel::clear()
{
    m_api.cancel(this);
    stopGathering();
    beginResetModel();
    forget();
    m_isComplete = m_isReading = false;
    m_next.clear();
    endResetModel();
    setPhase(Phase::Idle);
    emit countsChanged();
    emit waitingChanged();
}

void ListModel::setFilter(const ListFilter &filter)
{
    if (std::exchange(m_filter, filter) == filter || m_phase == Phase::Idle)
        return;
    if (!m_isComplete || !isWhole(m_askedFilter) || m_isReading)
        return load();
    beginResetModel();
    applyFilter();
    endResetModel();
    emit countsChanged();
}

void ListModel::setHolding(bool isHolding)
{
    if (std::exchange(m_isHolding, isHolding) && !isHolding) {
        letGo();
        emit waitingChanged();
    }
}

void ListModel::request(bool isFirst)
{
    if (m_isReading)
        return;
    m_isReading = true;
    if (isFirst)
        m_askedFilter = m_filter;
    setPhase(Phase::Loading);
    readPage(isFirst, {m_settings.pageRows, isFirst ? QString() : m_next, m_askedFilter});
}

void ListModel::fail(const wire::Problem &problem)
{
    m_isReading = false;
    m_problem = problem;
    setPhase(Phase::Failed);
}

void ListModel::pageShown()
{
    setPhase(Phase::Ready);
    emit countsChanged();
    if (!m_isComplete && isReadOn())
        request(false);
}

void ListModel::gather()
{
    if (m_settings.gatherFor.count() == 0)
        flush();
    else if (!m_gathering.isActive())
        m_gathering.start();
}

// A new order of the same rows: selection and current index stay with their rows.
void ListModel::relayout(const std::function<void()> &change)
{
    emit layoutAboutToBeChanged();
    const QModelIndexList before = persistentIndexList();
    QStringList ids;
    for (const QModelIndex &index : before)
        ids.append(idAt(index.row()));
    change();
    QModelIndexList after;
    for (qsizetype i = 0; i < before.size(); ++i) {
        const int row = rowOf(ids[i]);
        after.append(row < 0 ? QModelIndex() : index(row, before[i].column()));
    }
    changePersistentIndexList(before, after);
    emit layoutChanged();
}

void ListModel::setPhase(Phase phase)
{
    if (std::exchange(m_phase, phase) != phase)
        emit phaseChanged();
}

qint64 ListModel::totalCount() const
{
    return m_isComplete ? rowCount() : std::max<qint64>(m_serverTotal, rowCount());
}

int ListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_heads.size());
}

QVariant ListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole && m_heads[section].isRight)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    return role == Qt::DisplayRole ? QVariant(m_heads[section].title) : QVariant();
}

bool ListModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && m_phase == Phase::Ready && !m_isComplete && !m_isReading;
}

void ListModel::fetchMore(const QModelIndex &parent)
{
    if (canFetchMore(parent))
        request(false);
}

} // namespace pulse::models
