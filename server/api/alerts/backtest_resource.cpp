// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/alerts/backtest_stream.h"
#include "api/resource/resource_reply.h"
#include "api/resource/resources.h"
#include "wire/alerts/backtest_json.h"

namespace pulse::api {

namespace {

// Lines, unless the client asks for JSON and not for lines.
BacktestForm formFor(const Request &request)
{
    const QByteArray accept = request.headers.value("accept").toLower();
    const bool isObject = accept.contains("application/json") && !accept.contains("application/x-ndjson");
    return isObject ? BacktestForm::Object : BacktestForm::Lines;
}

QByteArray contentTypeOf(BacktestForm form)
{
    return form == BacktestForm::Object ? "application/json" : "application/x-ndjson";
}

} // namespace

// POST /api/v2/alert-rules/backtest: runs a draft rule over stored readings and changes nothing.
void addBacktestHandlers(Handlers &handlers, const BacktestLimits &limits)
{
    const auto underWay = std::make_shared<TenantSlots>(
        SlotLimits{limits.perTenant, limits.atOnce,
                   QStringLiteral("a back-test is under way already; wait until it is through"),
                   QStringLiteral("the server is busy with back-tests; try again")});
    handlers.insert(wire::EndpointId::BacktestAlertRule,
                    [underWay, limits](const Request &request, store::Connection &) -> Result<Reply> {
                        PULSE_TRY(const QJsonObject body, bodyOf(request));
                        PULSE_TRY(const auto wanted, wire::backtestRequestFrom(body));
                        PULSE_TRY(const auto slot, underWay->take(request.principal.tenant));
                        const BacktestForm form = formFor(request);
                        Reply reply{200, contentTypeOf(form), {}, {}};
                        reply.stream = std::make_shared<BacktestStream>(
                            BacktestStream::Order{request.principal, wanted, form}, limits, slot);
                        return reply;
                    });
}

} // namespace pulse::api
