// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A back-test as a reply: a JSON object a line while it goes on, or one object when it is through.
#pragma once

#include "api/alerts/backtest_run.h"
#include "api/http/reply_stream.h"
#include "api/http/tenant_slots.h"
#include "model/principal.h"

#include <QJsonArray>

namespace pulse::api {

enum class BacktestForm {
    Lines, // progress and excursions as they come; the last is the totals, or the error that ended it
    Object, // excursions and totals
};

class BacktestStream final : public ReplyStream {
public:
    struct Order { // what to run, for whom
        model::Principal principal;
        model::BacktestRequest request;
        BacktestForm form = BacktestForm::Lines;
    };
    BacktestStream(Order order, const BacktestLimits &limits, TenantSlots::Slot slot);

    Result<Portion> next(store::Connection &connection) override;

private:
    Result<> advance(store::Connection &connection, std::vector<model::Excursion> &ended);
    Portion lines(const std::vector<model::Excursion> &ended);
    Portion object(const std::vector<model::Excursion> &ended);
    bool isProgressDue();
    QJsonObject totalsJson() const;

    const model::Principal m_principal;
    const BacktestForm m_form;
    const BacktestLimits m_limits;
    const TenantSlots::Slot m_slot;
    BacktestRun m_run;
    QJsonArray m_excursions; // of one object
    std::chrono::steady_clock::time_point m_lastProgress;
    bool m_hasSpoken = false;
};

} // namespace pulse::api
