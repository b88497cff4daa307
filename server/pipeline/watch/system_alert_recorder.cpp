// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/watch/system_alert_recorder.h"

#include "base/logging.h"
#include "model/words.h"
#include "store/alerts/system_alert_table.h"

Q_LOGGING_CATEGORY(lcRecorder, "pulse.pipeline.watch")

namespace pulse::pipeline {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::days kPastKept{90};

} // namespace

SystemAlertRecorder::SystemAlertRecorder(store::ConnectionConfig database, std::chrono::milliseconds interval,
                                         OnRead onRead)
    : m_database(std::move(database))
    , m_interval(interval)
    , m_onRead(std::move(onRead))
    , m_lastAnswer(Steady::now())
{
}

SystemAlertRecorder::~SystemAlertRecorder() { stop(); }

Result<> SystemAlertRecorder::start()
{
    m_lastAnswer = Steady::now();
    m_thread = std::thread([this] { run(); });
    return {};
}

void SystemAlertRecorder::stop()
{
    {
        std::lock_guard lock(m_mutex);
        m_shared.isStopping = true;
    }
    m_signal.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

void SystemAlertRecorder::record(std::vector<watch::Finding> findings)
{
    {
        std::lock_guard lock(m_mutex);
        for (watch::Finding &finding : findings) {
            const Key key{finding.alert.kind, finding.alert.subject};
            const bool mustRaise = !finding.alert.clearedAt;
            merge(m_shared.waiting, key, {std::move(finding.alert), mustRaise, finding.isNews});
        }
    }
    m_signal.notify_all();
}

void SystemAlertRecorder::merge(std::map<Key, Waiting> &into, const Key &key, const Waiting &later)
{
    const auto [found, isNew] = into.try_emplace(key, later);
    if (isNew)
        return;
    Waiting &waiting = found->second;
    const Instant raisedAt = waiting.mustRaise ? waiting.alert.raisedAt : later.alert.raisedAt;
    waiting.alert = later.alert;
    waiting.alert.raisedAt = raisedAt;
    waiting.mustRaise |= later.mustRaise;
    waiting.isNews |= later.isNews;
}

// Each interval, and at once when something was found.
void SystemAlertRecorder::run()
{
    store::Connection connection(m_database);
    std::unique_lock lock(m_mutex);
    while (!m_shared.isStopping) {
        lock.unlock();
        turn(connection);
        lock.lock();
        const size_t left = m_shared.waiting.size(); // could not be written: not at once again
        m_signal.wait_for(lock, m_interval,
                          [this, left] { return m_shared.isStopping || m_shared.waiting.size() > left; });
    }
    const bool isAnythingLeft = !m_shared.waiting.empty();
    lock.unlock();
    if (isAnythingLeft)
        turn(connection);
}

void SystemAlertRecorder::turn(store::Connection &connection)
{
    std::map<Key, Waiting> waiting;
    {
        std::lock_guard lock(m_mutex);
        waiting.swap(m_shared.waiting);
    }
    const auto read = writeAndRead(connection, waiting);
    if (read || read.error().kind == ErrorKind::Unavailable || waiting.size() <= 1)
        return settle(read, std::move(waiting));
    for (const auto &[key, item] : waiting) { // what is refused takes nothing else with it
        const std::map<Key, Waiting> alone{{key, item}};
        settle(writeAndRead(connection, alone), alone);
    }
}

void SystemAlertRecorder::settle(const Result<OpenSystemAlerts> &read, std::map<Key, Waiting> waiting)
{
    if (read) {
        m_lastAnswer = Steady::now();
        m_isAway = false;
        return m_onRead(*read);
    }
    const bool isAway = read.error().kind == ErrorKind::Unavailable;
    if (isAway)
        putBack(std::move(waiting));
    else if (!waiting.empty()) // would fail again
        qCCritical(lcRecorder).noquote() << "system alerts not written" << kv("why", read.error().what);
    if (!std::exchange(m_isAway, true))
        qCWarning(lcRecorder).noquote() << "the database cannot be asked" << kv("why", read.error().what);
}

Result<OpenSystemAlerts> SystemAlertRecorder::writeAndRead(store::Connection &connection,
                                                           const std::map<Key, Waiting> &waiting) const
{
    PULSE_TRY(auto scope, store::SystemScope::begin(connection));
    for (const auto &[key, item] : waiting) {
        qCInfo(lcRecorder).noquote() << (item.alert.clearedAt ? "system alert over" : "system alert")
                                     << kv("kind", model::word(item.alert.kind))
                                     << kv("severity", item.alert.severity);
        if (item.mustRaise)
            PULSE_CHECK(store::raiseSystemAlert(scope, item.alert, item.isNews));
        if (item.alert.clearedAt)
            PULSE_CHECK(store::clearSystemAlert(scope, item.alert));
    }
    if (!waiting.empty())
        PULSE_CHECK(store::forgetSystemAlerts(scope, kPastKept));
    OpenSystemAlerts read;
    PULSE_TRY(read.open, store::openSystemAlerts(scope));
    PULSE_TRY(const QJsonObject dropping,
              store::newestDetails(scope, model::SystemAlertKind::BrokerDropping));
    read.droppedBefore = static_cast<quint64>(dropping.value(u"broker_count"_s).toInteger());
    PULSE_CHECK(scope.commit());
    return read;
}

void SystemAlertRecorder::putBack(std::map<Key, Waiting> waiting)
{
    std::lock_guard lock(m_mutex);
    for (const auto &[key, later] : m_shared.waiting)
        merge(waiting, key, later);
    m_shared.waiting = std::move(waiting);
}

} // namespace pulse::pipeline
