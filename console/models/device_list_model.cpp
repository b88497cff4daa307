// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/device_list_model.h"

#include "client/live_socket.h"
#include "models/metric_text.h"
#include "models/times.h"
#include "models/words_text.h"

#include <QLocale>
#include <cmath>

namespace pulse::models {

using namespace Qt::StringLiterals;

namespace {

constexpr int kPageRows = 500;
constexpr int kEagerRows = 5'000; // a fleet up to here is read whole without being asked
constexpr std::chrono::milliseconds kFlushEvery{100};
constexpr std::ptrdiff_t kBurst = 200; // from here on one rebuild is cheaper than single moves
constexpr qsizetype kMostPagesAnew = 3;

} // namespace

DeviceListModel::DeviceListModel(client::ApiClient &api, client::LiveSocket &live, QObject *parent)
    : QAbstractTableModel(parent)
    , m_api(api)
    , m_live(live)
{
    m_flushTimer.setSingleShot(true);
    m_flushTimer.setInterval(kFlushEvery);
    connect(&m_flushTimer, &QTimer::timeout, this, &DeviceListModel::flush);
    connect(&live, &client::LiveSocket::deviceChanged, this, &DeviceListModel::take);
    connect(&live, &client::LiveSocket::readAgain, this, [this] {
        if (m_phase != Phase::Idle)
            load();
    });
    live.want(wire::LiveChannel::Devices);
}

DeviceListModel::~DeviceListModel() { m_live.drop(wire::LiveChannel::Devices); }

void DeviceListModel::load()
{
    m_api.cancel(this);
    m_isReading = false;
    request(true);
}

void DeviceListModel::clear()
{
    m_api.cancel(this);
    beginResetModel();
    m_rows.clear();
    m_queued.clear();
    m_recent.clear();
    m_isComplete = m_isReading = false;
    m_next.clear();
    endResetModel();
    setPhase(Phase::Idle);
    emit countsChanged();
}

void DeviceListModel::request(bool isFirst)
{
    if (m_isReading)
        return;
    m_isReading = true;
    m_recent.clear();
    if (isFirst)
        m_askedFilter = m_filter;
    client::DeviceQuery query{kPageRows, isFirst ? QString() : m_next, m_askedFilter.text,
                              m_askedFilter.status};
    setPhase(Phase::Loading);
    m_api.devices(query, this, [this, isFirst](client::Answer<wire::Page<model::Device>> answer) {
        onPage(isFirst, std::move(answer));
    });
}

void DeviceListModel::onPage(bool isFirst, client::Answer<wire::Page<model::Device>> answer)
{
    m_isReading = false;
    if (!answer) {
        m_problem = answer.error();
        return setPhase(Phase::Failed);
    }
    if (isFirst) {
        m_pages.clear();
        m_next.clear();
    }
    showPage(isFirst, takePage(*answer));
    setPhase(Phase::Ready);
    emit countsChanged();
    continueIfEager();
}

std::vector<DeviceRow> DeviceListModel::takePage(const wire::Page<model::Device> &page)
{
    std::vector<DeviceRow> rows;
    rows.reserve(static_cast<size_t>(page.items.size()));
    for (const model::Device &device : page.items)
        rows.push_back(m_recent.value(device.deviceId, DeviceRow::of(device)));
    m_recent.clear();
    if (!rows.empty())
        m_pages.append({rows.front().deviceId, m_next});
    m_next = page.next;
    m_isComplete = page.next.isEmpty();
    m_serverTotal = page.total;
    if (!rows.empty())
        m_lastPagedId = rows.back().deviceId;
    return rows;
}

void DeviceListModel::showPage(bool isFirst, const std::vector<DeviceRow> &rows)
{
    if (isFirst) {
        beginResetModel();
        m_rows.clear();
        m_rows.setFilter(m_filter);
        m_rows.addOrReplace(rows);
        return endResetModel();
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

void DeviceListModel::refreshRows(int first, int last)
{
    QStringList cursors;
    for (int row = std::max(0, first); row <= last && row < m_rows.visibleCount(); ++row) {
        const auto page =
            std::upper_bound(m_pages.begin(), m_pages.end(), m_rows.at(row).deviceId,
                             [](const QString &id, const PageMark &mark) { return id < mark.firstId; });
        if (page != m_pages.begin() && !cursors.contains((page - 1)->after))
            cursors.append((page - 1)->after);
    }
    m_toldLately.clear();
    for (const QString &after : cursors.mid(0, kMostPagesAnew))
        readPageAnew(after);
}

void DeviceListModel::readPageAnew(const QString &after)
{
    const client::DeviceQuery query{kPageRows, after, m_askedFilter.text, m_askedFilter.status};
    m_api.devices(query, this, [this](const client::Answer<wire::Page<model::Device>> &answer) {
        if (!answer)
            return; // what is shown stays; the next time may go better
        for (const model::Device &device : answer->items) {
            if (!m_toldLately.contains(device.deviceId) && m_rows.find(device.deviceId))
                m_queued.push_back(DeviceRow::of(device));
        }
        flush();
    });
}

void DeviceListModel::continueIfEager()
{
    const bool isOrdered = m_rows.order() == DeviceOrder{};
    if (!m_isComplete && (!isOrdered || m_rows.heldCount() < kEagerRows))
        request(false);
}

void DeviceListModel::setFilter(const DeviceFilter &filter)
{
    if (m_filter == filter)
        return;
    m_filter = filter;
    if (m_isComplete && m_askedFilter.isEmpty() && !m_isReading) {
        beginResetModel();
        m_rows.setFilter(m_filter);
        endResetModel();
        emit countsChanged();
    } else {
        load();
    }
}

void DeviceListModel::sort(int column, Qt::SortOrder order)
{
    const DeviceOrder wanted{static_cast<DeviceColumn>(column), order == Qt::DescendingOrder};
    if (column < 0 || wanted == m_rows.order())
        return;
    relayout([this, wanted] { m_rows.setOrder(wanted); });
    if (m_phase == Phase::Ready)
        continueIfEager();
}

// A new order of the same rows: selection and current index stay with their devices.
void DeviceListModel::relayout(const std::function<void()> &change)
{
    emit layoutAboutToBeChanged();
    const QModelIndexList before = persistentIndexList();
    QStringList ids;
    for (const QModelIndex &index : before)
        ids.append(deviceIdAt(index.row()));
    change();
    QModelIndexList after;
    for (qsizetype i = 0; i < before.size(); ++i) {
        const int row = m_rows.visibleRowOf(ids[i]);
        after.append(row < 0 ? QModelIndex() : index(row, before[i].column()));
    }
    changePersistentIndexList(before, after);
    emit layoutChanged();
}

bool DeviceListModel::concernsUs(const DeviceRow &row) const
{
    return m_rows.find(row.deviceId) || m_isComplete || row.deviceId < m_lastPagedId;
}

void DeviceListModel::take(const model::Device &device)
{
    if (m_phase == Phase::Idle)
        return;
    const DeviceRow row = DeviceRow::of(device);
    if (m_isReading)
        m_recent.insert(row.deviceId, row);
    m_toldLately.insert(row.deviceId);
    m_queued.push_back(row);
    if (!m_flushTimer.isActive())
        m_flushTimer.start();
}

void DeviceListModel::flush()
{
    m_flushTimer.stop();
    std::vector<DeviceRow> rows = std::exchange(m_queued, {});
    std::erase_if(rows, [this](const DeviceRow &row) { return !concernsUs(row); });
    if (rows.empty())
        return;
    using Kind = DeviceRows::ChangeKind;
    const auto structural = std::count_if(rows.begin(), rows.end(), [this](const DeviceRow &row) {
        const Kind kind = m_rows.plan(row).kind;
        return kind != Kind::Nothing && kind != Kind::Update;
    });
    if (structural >= kBurst) {
        applyBurst(rows);
    } else {
        for (const DeviceRow &row : rows)
            applyOne(row);
    }
    emit countsChanged();
}

void DeviceListModel::applyOne(const DeviceRow &row)
{
    using Kind = DeviceRows::ChangeKind;
    const DeviceRows::Change change = m_rows.plan(row);
    switch (change.kind) {
    case Kind::Nothing: return m_rows.apply(row, change);
    case Kind::Update:
        m_rows.apply(row, change);
        emit dataChanged(index(change.from, 0), index(change.from, kDeviceColumnCount - 1));
        return;
    case Kind::Insert:
        beginInsertRows({}, change.to, change.to);
        m_rows.apply(row, change);
        return endInsertRows();
    case Kind::Remove:
        beginRemoveRows({}, change.from, change.from);
        m_rows.apply(row, change);
        return endRemoveRows();
    case Kind::Move:
        beginMoveRows({}, change.from, change.from, {}, change.to);
        m_rows.apply(row, change);
        return endMoveRows();
    }
}

void DeviceListModel::applyBurst(const std::vector<DeviceRow> &rows)
{
    const bool isSameSet = m_filter.isEmpty() && m_rows.countNewShown(rows) == 0;
    if (isSameSet)
        return relayout([this, &rows] { m_rows.addOrReplace(rows); });
    beginResetModel();
    m_rows.addOrReplace(rows);
    endResetModel();
}

void DeviceListModel::setPhase(Phase phase)
{
    if (std::exchange(m_phase, phase) != phase)
        emit phaseChanged();
}

qint64 DeviceListModel::totalCount() const
{
    return m_isComplete ? m_rows.visibleCount() : std::max<qint64>(m_serverTotal, m_rows.visibleCount());
}

QString DeviceListModel::deviceIdAt(int row) const
{
    return row >= 0 && row < m_rows.visibleCount() ? m_rows.at(row).deviceId : QString();
}

int DeviceListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_rows.visibleCount();
}

int DeviceListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : kDeviceColumnCount;
}

bool DeviceListModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && m_phase == Phase::Ready && !m_isComplete && !m_isReading;
}

void DeviceListModel::fetchMore(const QModelIndex &parent)
{
    if (canFetchMore(parent))
        request(false);
}

QVariant DeviceListModel::displayed(const DeviceRow &row, DeviceColumn column) const
{
    switch (column) {
    case DeviceColumn::Device: return row.deviceId;
    case DeviceColumn::Site: return row.siteId;
    case DeviceColumn::Status: return text(row.status);
    case DeviceColumn::LastSeen: return row.lastSeenAt ? timeText(row.lastSeenAt) : tr("never");
    case DeviceColumn::Battery:
        return row.battery ? tr("%1 %").arg(valueText(std::round(*row.battery))) : u"–"_s;
    case DeviceColumn::Metrics: return QLocale().toString(row.metricCount);
    }
    Q_UNREACHABLE();
}

QVariant DeviceListModel::raw(const DeviceRow &row, DeviceColumn column) const
{
    switch (column) {
    case DeviceColumn::Status: return static_cast<int>(row.status);
    case DeviceColumn::LastSeen: return row.lastSeenAt ? QVariant(localTime(*row.lastSeenAt)) : QVariant();
    case DeviceColumn::Battery: return row.battery ? QVariant(*row.battery) : QVariant();
    case DeviceColumn::Metrics: return row.metricCount;
    default: return displayed(row, column);
    }
}

QVariant DeviceListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows.visibleCount())
        return {};
    const DeviceRow &row = m_rows.at(index.row());
    const auto column = static_cast<DeviceColumn>(index.column());
    switch (role) {
    case Qt::DisplayRole: return displayed(row, column);
    case Qt::ToolTipRole: return column == DeviceColumn::LastSeen ? displayed(row, column) : QVariant();
    case Qt::TextAlignmentRole:
        return column >= DeviceColumn::Battery ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    case RawRole: return raw(row, column);
    case DeviceIdRole: return row.deviceId;
    case StatusRole: return static_cast<int>(row.status);
    default: return {};
    }
}

QVariant DeviceListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole && section >= static_cast<int>(DeviceColumn::Battery))
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<DeviceColumn>(section)) {
    case DeviceColumn::Device: return tr("Device");
    case DeviceColumn::Site: return tr("Site");
    case DeviceColumn::Status: return tr("Status");
    case DeviceColumn::LastSeen: return tr("Last seen");
    case DeviceColumn::Battery: return tr("Battery");
    case DeviceColumn::Metrics: return tr("Metrics");
    }
    return {};
}

} // namespace pulse::models
