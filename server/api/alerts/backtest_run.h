// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A back-test under way: device by device, a portion of readings at a time, until it is through or a limit
// ends it.
//
// Thread safety: none; whoever has the next portion. It keeps no connection between portions.
#pragma once

#include "alerts/excursions.h"
#include "api/resource/backtest_limits.h"
#include "model/backtest.h"
#include "rules/arrival_order.h"
#include "store/telemetry/history_table.h"

namespace pulse::api {

class BacktestRun {
public:
    BacktestRun(model::BacktestRequest request, const BacktestLimits &limits);
    BacktestRun(const BacktestRun &) = delete;
    BacktestRun &operator=(const BacktestRun &) = delete;

    // Does one portion and appends the excursions that ended in it. Invalid: a device that is not the
    // tenant's.
    Result<> advance(const store::TenantScope &scope, std::vector<model::Excursion> &ended);
    void stop(model::BacktestStop why, std::vector<model::Excursion> &ended); // what is open is left open

    bool isOver() const { return m_isOver; }
    const model::BacktestTotals &totals() const { return m_totals; }
    double percent() const; // Requires: not over

private:
    struct Course { // through one device
        rules::ArrivalOrder order;
        alerts::Excursions excursions;
        std::optional<model::StoredReading> last; // in the order they are read in
    };

    Result<> prepare(const store::TenantScope &scope);
    Result<> listDevices(const store::TenantScope &scope);
    Result<> checkNames(const std::vector<store::HistoryDevice> &devices) const;
    Result<int> readSome(const store::TenantScope &scope, std::vector<model::Excursion> &ended);
    void evaluate(std::vector<model::Excursion> &ended);
    void note(std::optional<model::Excursion> excursion, std::vector<model::Excursion> &ended);
    void endCourse(std::vector<model::Excursion> &ended);
    void finishDevice(std::vector<model::Excursion> &ended);
    Course &course();

    const model::BacktestRequest m_request;
    const BacktestLimits m_limits;
    const std::chrono::steady_clock::time_point m_begin = std::chrono::steady_clock::now();
    std::optional<store::HistoryReader> m_reader; // none: not prepared yet
    rules::RuleIndex m_rules;
    std::vector<store::HistoryDevice> m_devices; // that the rule is for
    DeviceKey m_lastListed;
    bool m_hasAllDevices = false;
    size_t m_device = 0; // the one under way
    std::optional<Course> m_course;
    model::BacktestTotals m_totals;
    bool m_isOver = false;
};

} // namespace pulse::api
