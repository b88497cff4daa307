// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/alerts/backtest_run.h"

#include <algorithm>

namespace pulse::api {

using namespace Qt::StringLiterals;
using model::BacktestStop;
using Steady = std::chrono::steady_clock;

namespace {

constexpr int kDevicePage = 5'000;
// As far as a device's order of times and its order of arrival may be apart (LATE_AFTER_SECONDS and
// FUTURE_ACCEPT_SECONDS together, which are ten minutes unless somebody set them).
constexpr std::chrono::hours kArrivalWindow{24};

} // namespace

BacktestRun::BacktestRun(model::BacktestRequest request, const BacktestLimits &limits)
    : m_request(std::move(request))
    , m_limits(limits)
{
}

Result<> BacktestRun::advance(const store::TenantScope &scope, std::vector<model::Excursion> &ended)
{
    PULSE_CHECK(store::limitStatements(scope, m_limits.statementTime));
    if (!m_reader)
        PULSE_CHECK(prepare(scope));
    if (!m_hasAllDevices)
        return listDevices(scope);
    const auto deadline = Steady::now() + m_limits.portionTime;
    for (int read = 0; !m_isOver && read < m_limits.portionReadings && Steady::now() < deadline;) {
        PULSE_TRY(const int some, readSome(scope, ended));
        read += some;
    }
    if (!m_isOver && Steady::now() - m_begin >= m_limits.time)
        stop(BacktestStop::Time, ended);
    return {};
}

Result<> BacktestRun::prepare(const store::TenantScope &scope)
{
    PULSE_TRY(const MetricKey metric, store::metricNamed(scope, m_request.rule.metricName));
    m_rules = rules::RuleIndex({&m_request.rule, 1}, [metric](const QByteArray &) { return metric; });
    m_reader.emplace(metric);
    return {};
}

// Of a large fleet in several portions.
Result<> BacktestRun::listDevices(const store::TenantScope &scope)
{
    PULSE_TRY(const auto page, store::historyDevices(scope, m_request.deviceIds, m_lastListed, kDevicePage));
    PULSE_CHECK(checkNames(page));
    for (const store::HistoryDevice &device : page) {
        if (rules::covers(m_request.rule, device.siteId, device.deviceId))
            m_devices.push_back(device);
    }
    m_hasAllDevices = page.size() < kDevicePage;
    if (!page.empty())
        m_lastListed = page.back().key;
    m_totals.devicesInScope = std::ssize(m_devices);
    m_isOver = m_hasAllDevices && m_devices.empty();
    return {};
}

// Another tenant's device is as unknown as one that nobody has.
Result<> BacktestRun::checkNames(const std::vector<store::HistoryDevice> &devices) const
{
    for (const QString &id : m_request.deviceIds) {
        const QByteArray name = id.toUtf8();
        if (std::none_of(devices.begin(), devices.end(),
                         [&name](const store::HistoryDevice &device) { return device.deviceId == name; }))
            return invalidField(u"device_ids"_s, u"device_ids: there is no device %1"_s.arg(id));
    }
    return {};
}

BacktestRun::Course &BacktestRun::course()
{
    if (!m_course) {
        const store::HistoryDevice &device = m_devices[m_device];
        m_course.emplace(Course{rules::ArrivalOrder(kArrivalWindow),
                                alerts::Excursions(m_rules, device.siteId, device.deviceId),
                                {}});
    }
    return *m_course;
}

// One query; how many rows it gave.
Result<int> BacktestRun::readSome(const store::TenantScope &scope, std::vector<model::Excursion> &ended)
{
    Course &course = this->course();
    const qint64 left = m_limits.readings - m_totals.readings - m_totals.late;
    // One more than is left says whether there is one.
    const int limit = static_cast<int>(std::min<qint64>(m_limits.portionReadings, left + 1));
    PULSE_TRY(auto readings,
              m_reader->read(
                  scope, {m_devices[m_device].key, {m_request.start, m_request.end}, course.last, limit}));
    const int count = static_cast<int>(readings.size());
    if (count > left)
        readings.pop_back();
    for (model::StoredReading &reading : readings) {
        course.last = reading;
        ++(reading.isLate ? m_totals.late : m_totals.readings);
        if (!reading.isLate)
            course.order.push(std::move(reading));
    }
    evaluate(ended);
    if (count > left)
        stop(BacktestStop::Rows, ended);
    else if (count < limit)
        finishDevice(ended);
    return count;
}

void BacktestRun::evaluate(std::vector<model::Excursion> &ended)
{
    while (const auto reading = m_course->order.pop())
        note(m_course->excursions.take(*reading), ended);
}

void BacktestRun::note(std::optional<model::Excursion> excursion, std::vector<model::Excursion> &ended)
{
    if (!excursion)
        return;
    ++m_totals.excursions;
    m_totals.active += excursion->active;
    if (m_totals.listed == m_limits.listed)
        return;
    ++m_totals.listed;
    ended.push_back(*std::move(excursion));
}

void BacktestRun::endCourse(std::vector<model::Excursion> &ended)
{
    m_course->order.end();
    evaluate(ended);
    note(m_course->excursions.finish(), ended);
    m_course.reset();
}

void BacktestRun::finishDevice(std::vector<model::Excursion> &ended)
{
    endCourse(ended);
    ++m_device;
    ++m_totals.devices;
    m_isOver = m_device == m_devices.size();
}

void BacktestRun::stop(BacktestStop why, std::vector<model::Excursion> &ended)
{
    if (m_course)
        endCourse(ended);
    m_totals.stoppedBy = why;
    m_isOver = true;
}

double BacktestRun::percent() const
{
    if (m_devices.empty())
        return 0;
    double done = static_cast<double>(m_device);
    if (m_course && m_course->last) {
        const std::chrono::duration<double> through = m_course->last->ts - m_request.start;
        done += through / std::chrono::duration<double>(m_request.end - m_request.start);
    }
    return 100 * done / static_cast<double>(m_devices.size());
}

} // namespace pulse::api
