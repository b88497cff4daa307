// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A socket that is a list, and a feed that answers when told.
#pragma once

#include "live/hub.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QStringList>

namespace pulse::live {

using namespace Qt::StringLiterals;

constexpr TenantKey kA{1};
constexpr TenantKey kB{2};

struct FakeSubscriber final : Subscriber {
    QStringList types; // of what was sent
    QList<QJsonObject> sent;
    qint64 pending = 0;
    int closedWith = 0;

    void send(const QByteArray &text) override
    {
        sent.append(QJsonDocument::fromJson(text).object());
        types.append(sent.last().value(u"type"_s).toString());
    }
    qint64 bytesToWrite() const override { return pending; }
    void close(CloseCode code, const QString &) override { closedWith = code; }
    qsizetype count(const QString &type) const { return types.count(type); }
};

struct FakeFeed final : Feed {
    std::vector<std::function<void(Result<FeedBatch>)>> replays;
    std::vector<TenantKey> snapshots;
    bool isFailing = false;

    void findDevice(TenantKey tenant, const QString &deviceId,
                    std::function<void(Result<DeviceKey>)> answer) override
    {
        if (deviceId.startsWith(tenant == kA ? u"a"_s : u"b"_s))
            answer(DeviceKey{deviceId.mid(1).toLongLong() + tenant.value * 1000});
        else
            answer(fail(ErrorKind::NotFound, u"none"_s));
    }
    void activeAlerts(TenantKey tenant, std::function<void(Result<QList<model::Alert>>)> answer) override
    {
        snapshots.push_back(tenant);
        if (std::exchange(isFailing, false))
            return answer(fail(ErrorKind::Unavailable, u"down"_s));
        answer(QList<model::Alert>(2));
    }
    void changesSince(TenantKey, qint64, std::function<void(Result<FeedBatch>)> answer) override
    {
        replays.push_back(std::move(answer));
    }
};

} // namespace pulse::live
