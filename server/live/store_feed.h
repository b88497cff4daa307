// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The hub's questions, asked of the database by its workers; and how a stretch of the change feed is read.
// Thread safety: lives on the hub's thread.
#pragma once

#include "live/feed.h"
#include "live/mailbox.h"
#include "store/operation/feed_table.h"
#include "store/postgres/database_workers.h"

namespace pulse::live {

class StoreFeed final : public Feed {
public:
    explicit StoreFeed(store::DatabaseWorkers &workers);

    void findDevice(TenantKey tenant, const QString &deviceId,
                    std::function<void(Result<DeviceKey>)> answer) override;
    void activeAlerts(TenantKey tenant, std::function<void(Result<QList<model::Alert>>)> answer) override;
    void changesSince(TenantKey tenant, qint64 seq, std::function<void(Result<FeedBatch>)> answer) override;

private:
    template <class T>
    void ask(TenantKey tenant, std::function<Result<T>(const store::FeedScope &)> question,
             std::function<void(Result<T>)> answer);

    store::DatabaseWorkers &m_workers;
    Mailbox m_mailbox;
};

// What the changes are about, as it is now. Each alert and device once, under its last seq.
Result<FeedBatch> loadChanges(const store::FeedScope &scope, const std::vector<store::feed::Change> &changes);

// True when changes after `seq` may have been forgotten, or the feed is not the one that `seq` came from.
bool isBeyondFeed(const store::feed::Bounds &bounds, qint64 seq);

} // namespace pulse::live
