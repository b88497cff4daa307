// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "live/change_follower.h"

#include "base/backoff.h"
#include "base/logging.h"
#include "live/store_feed.h"
#include "store/tenancy/revocation.h"

#include <cerrno>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

Q_LOGGING_CATEGORY(lcLiveFollower, "pulse.live")

namespace pulse::live {

using namespace Qt::StringLiterals;
using Steady = std::chrono::steady_clock;

ChangeFollower::ChangeFollower(ChangeFollowerConfig config, Hub &hub, RevocationHooks hooks)
    : m_config(std::move(config))
    , m_hub(hub)
    , m_hooks(std::move(hooks))
{
}

ChangeFollower::~ChangeFollower() { stop(); }

Result<> ChangeFollower::start()
{
    m_wakeup = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (m_wakeup < 0)
        return fail(ErrorKind::Internal, u"no eventfd for the change follower"_s);
    m_thread = std::thread([this] { run(); });
    return {};
}

void ChangeFollower::stop()
{
    m_isStopping = true;
    if (m_wakeup >= 0) {
        const quint64 one = 1;
        [[maybe_unused]] const auto written = ::write(m_wakeup, &one, sizeof one);
    }
    if (m_thread.joinable())
        m_thread.join();
    if (m_wakeup >= 0)
        ::close(std::exchange(m_wakeup, -1));
}

void ChangeFollower::setReadsTelemetry(bool readsTelemetry) { m_readsTelemetry = readsTelemetry; }

void ChangeFollower::run()
{
    store::Connection connection(m_config.connection);
    const Backoff backoff{std::chrono::milliseconds{250}, std::chrono::seconds{10}};
    int failures = 0;
    while (!m_isStopping) {
        if (const auto opened = openFeed(connection); opened) {
            failures = 0;
            follow(connection);
        } else {
            qCWarning(lcLiveFollower).noquote() << "change feed not followed" << opened.error().what;
        }
        connection.close();
        if (!m_isStopping)
            waitForMore(connection, backoff.delay(++failures, jitterRandom()));
    }
}

// LISTEN comes before the first look, so that nothing falls in between. What was revoked is read whole: the
// feed may have forgotten some of it while we were away.
Result<> ChangeFollower::openFeed(store::Connection &connection)
{
    if (m_config.isListening) {
        PULSE_CHECK(store::feed::listen(connection));
    }
    PULSE_TRY(store::FeedScope scope, store::FeedScope::begin(connection));
    PULSE_TRY(const auto bounds, store::feed::bounds(scope));
    if (m_hooks.revoked) {
        PULSE_TRY(const auto standing, store::revocation::standing(scope));
        m_hooks.revoked(standing);
    }
    PULSE_CHECK(scope.commit());
    const bool isFirstLook = !m_seq.has_value();
    // Away for longer than the feed remembers, or the database is another one: everybody reads again.
    if (isFirstLook || (bounds.newest != 0 && isBeyondFeed(bounds, *m_seq))) {
        m_seq = bounds.newest;
        m_hub.changesCommitted({bounds.newest, !isFirstLook, {}, {}});
    }
    return {};
}

// Until the connection fails or we stop.
void ChangeFollower::follow(store::Connection &connection)
{
    const auto wait = [this] {
        return m_readsTelemetry ? m_config.telemetryInterval : m_config.pollInterval;
    };
    while (!m_isStopping) {
        auto isMore = readPage(connection);
        while (isMore && *isMore && !m_isStopping)
            isMore = readPage(connection);
        const auto telemetry = m_readsTelemetry ? readTelemetry(connection) : Result<>();
        if (!isMore || !telemetry) {
            const Error &error = isMore ? telemetry.error() : isMore.error();
            qCWarning(lcLiveFollower).noquote() << "change feed lost" << error.what;
            return;
        }
        // A notification that came along with the page must not wait for the poll.
        if (auto heard = hearsMore(connection); !heard || *heard) {
            if (!heard)
                return;
            continue;
        }
        waitForMore(connection, std::min(wait(), m_config.pollInterval));
        if (!hearsMore(connection))
            return;
    }
}

Result<bool> ChangeFollower::hearsMore(store::Connection &connection)
{
    if (!m_config.isListening)
        return false;
    PULSE_TRY(const auto notifications, connection.takeNotifications());
    return !notifications.isEmpty();
}

Result<> ChangeFollower::tellRevoked(const store::FeedScope &scope,
                                     const std::vector<store::feed::Change> &changes)
{
    std::vector<std::int64_t> keys;
    for (const store::feed::Change &change : changes) {
        if (change.kind == "session"_L1)
            keys.push_back(change.key);
    }
    if (keys.empty() || !m_hooks.revoked)
        return {};
    PULSE_TRY(const auto revocations, store::revocation::byKeys(scope, keys));
    m_hooks.revoked(revocations);
    return {};
}

// True when there may be more. Otherwise all that was committed before it began to look is handed on.
Result<bool> ChangeFollower::readPage(store::Connection &connection)
{
    const auto begun = Steady::now();
    PULSE_TRY(store::FeedScope scope, store::FeedScope::begin(connection));
    PULSE_TRY(const auto changes, store::feed::after(scope, *m_seq, m_config.pageSize));
    if (!changes.empty()) {
        // First: whoever may hear no more shall not hear of the rest.
        PULSE_CHECK(tellRevoked(scope, changes));
        PULSE_TRY(FeedBatch batch, loadChanges(scope, changes));
        m_seq = batch.uptoSeq;
        m_hub.changesCommitted(std::move(batch));
    }
    PULSE_CHECK(scope.commit());
    const bool isMore = static_cast<int>(changes.size()) == m_config.pageSize;
    if (!isMore && m_hooks.heard)
        m_hooks.heard(begun);
    return isMore;
}

Result<> ChangeFollower::readTelemetry(store::Connection &connection)
{
    const auto watched = m_hub.watched();
    if (watched->isEmpty())
        return {};
    std::vector<std::int64_t> keys;
    for (const DeviceKey device : *watched)
        keys.push_back(device.value);
    PULSE_TRY(store::FeedScope scope, store::FeedScope::begin(connection));
    PULSE_TRY(auto rows, store::feed::latestTelemetry(scope, keys, m_telemetryAfter));
    PULSE_CHECK(scope.commit());
    std::vector<LiveTelemetry> readings;
    for (auto &row : rows) {
        m_telemetryAfter = std::max(m_telemetryAfter, row.receivedAt);
        readings.push_back({row.tenant, row.device, std::move(row.deviceId), std::move(row.point)});
    }
    m_hub.telemetryCommitted(std::move(readings));
    return {};
}

// Wakes for a notification, for stop(), or when the time is up.
void ChangeFollower::waitForMore(store::Connection &connection, std::chrono::milliseconds most)
{
    pollfd watched[2] = {{m_wakeup, POLLIN, 0},
                         {connection.socket(), POLLIN, 0}}; // a negative one is passed over
    ::poll(watched, 2, static_cast<int>(most.count()));
}

} // namespace pulse::live
