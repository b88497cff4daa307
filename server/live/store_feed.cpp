// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "live/store_feed.h"

#include <QMap>
#include <algorithm>

namespace pulse::live {

using namespace Qt::StringLiterals;

namespace {

constexpr int kSnapshotAlerts = 100;
constexpr int kMostReplayed = 2'000; // alerts and devices; beyond, reading the lists again is cheaper

// The last seq at which each key changed.
QMap<std::int64_t, store::feed::Change> lastOf(const std::vector<store::feed::Change> &changes,
                                               QLatin1StringView kind)
{
    QMap<std::int64_t, store::feed::Change> last;
    for (const store::feed::Change &change : changes) {
        if (change.kind == kind)
            last.insert(change.key, change);
    }
    return last;
}

std::vector<std::int64_t> keysOf(const QMap<std::int64_t, store::feed::Change> &changes)
{
    return {changes.keyBegin(), changes.keyEnd()};
}

template <class Change> void sortBySeq(std::vector<Change> &changes)
{
    std::sort(changes.begin(), changes.end(), [](const Change &a, const Change &b) { return a.seq < b.seq; });
}

Result<FeedBatch> readSince(const store::FeedScope &scope, TenantKey tenant, qint64 seq)
{
    PULSE_TRY(const auto bounds, store::feed::bounds(scope));
    FeedBatch reset{bounds.newest, true, {}, {}};
    if (isBeyondFeed(bounds, seq))
        return reset;
    PULSE_TRY(const auto changes, store::feed::ofTenant(scope, tenant, seq, kMostReplayed + 1));
    if (changes.size() > kMostReplayed)
        return reset;
    PULSE_TRY(FeedBatch batch, loadChanges(scope, changes));
    batch.uptoSeq = std::max(batch.uptoSeq, bounds.newest);
    return batch;
}

} // namespace

bool isBeyondFeed(const store::feed::Bounds &bounds, qint64 seq)
{
    if (bounds.newest == 0)
        return seq != 0; // an empty feed remembers nothing
    return seq > bounds.newest || seq < bounds.oldest - 1;
}

Result<FeedBatch> loadChanges(const store::FeedScope &scope, const std::vector<store::feed::Change> &changes)
{
    FeedBatch batch;
    batch.uptoSeq = changes.empty() ? 0 : changes.back().seq;
    for (const store::feed::Change &change : changes) {
        if (change.kind == "system"_L1)
            batch.systemSeq = change.seq;
    }
    const auto alerts = lastOf(changes, "alert"_L1);
    const auto devices = lastOf(changes, "device"_L1);
    if (!alerts.isEmpty()) {
        PULSE_TRY(const auto rows, store::feed::alerts(scope, keysOf(alerts)));
        for (const model::Alert &alert : rows) {
            const auto &change = alerts[alert.alertId];
            batch.alerts.push_back({change.tenant, change.seq, alert});
        }
    }
    if (!devices.isEmpty()) {
        PULSE_TRY(const auto rows, store::feed::devices(scope, keysOf(devices)));
        for (const auto &row : rows) {
            const auto &change = devices[row.key.value];
            batch.devices.push_back({change.tenant, change.seq, row.device});
        }
    }
    sortBySeq(batch.alerts);
    sortBySeq(batch.devices);
    return batch;
}

StoreFeed::StoreFeed(store::DatabaseWorkers &workers)
    : m_workers(workers)
{
}

template <class T>
void StoreFeed::ask(TenantKey tenant, std::function<Result<T>(const store::FeedScope &)> question,
                    std::function<void(Result<T>)> answer)
{
    const MailboxAddress back = m_mailbox.address();
    // Apart from what the tenant asks for by HTTP: a long page does not keep its own live sockets waiting.
    const store::Participant participant = "live " + QByteArray::number(static_cast<qint64>(tenant.value));
    const auto work = m_workers.submit(
        participant, [question = std::move(question), answer, back](store::Connection &connection) {
            const auto run = [&]() -> Result<T> {
                PULSE_TRY(store::FeedScope scope, store::FeedScope::begin(connection));
                PULSE_TRY(T read, question(scope));
                PULSE_CHECK(scope.commit());
                return read;
            };
            back.post([answer, result = run()] { answer(result); });
        });
    if (!work) {
        back.post([answer] {
            answer(Result<T>(fail(ErrorKind::Unavailable, u"the database is busy"_s, u"unavailable"_s)));
        });
    }
}

void StoreFeed::findDevice(TenantKey tenant, const QString &deviceId,
                           std::function<void(Result<DeviceKey>)> answer)
{
    ask<DeviceKey>(
        tenant,
        [=](const store::FeedScope &scope) { return store::feed::findDevice(scope, tenant, deviceId); },
        std::move(answer));
}

void StoreFeed::activeAlerts(TenantKey tenant, std::function<void(Result<QList<model::Alert>>)> answer)
{
    ask<QList<model::Alert>>(
        tenant,
        [=](const store::FeedScope &scope) {
            return store::feed::activeAlerts(scope, tenant, kSnapshotAlerts);
        },
        std::move(answer));
}

void StoreFeed::changesSince(TenantKey tenant, qint64 seq, std::function<void(Result<FeedBatch>)> answer)
{
    ask<FeedBatch>(
        tenant, [=](const store::FeedScope &scope) { return readSince(scope, tenant, seq); },
        std::move(answer));
}

} // namespace pulse::live
