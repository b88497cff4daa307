// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/alerts/backtest_stream.h"

#include "wire/alerts/backtest_json.h"
#include "wire/core/problem.h"

#include <QJsonDocument>

namespace pulse::api {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds kProgressEvery{200};
constexpr auto kStatementTookTooLong = "57014";

QByteArray line(const QString &type, QJsonObject json)
{
    json.insert(u"type"_s, type);
    return QJsonDocument(json).toJson(QJsonDocument::Compact) + '\n';
}

QJsonObject progressJson(const BacktestRun &run)
{
    const model::BacktestTotals &totals = run.totals();
    return {{u"percent"_s, run.percent()},
            {u"devices"_s, totals.devices},
            {u"devices_in_scope"_s, totals.devicesInScope},
            {u"readings"_s, totals.readings}};
}

} // namespace

BacktestStream::BacktestStream(Order order, const BacktestLimits &limits, TenantSlots::Slot slot)
    : m_principal(std::move(order.principal))
    , m_form(order.form)
    , m_limits(limits)
    , m_slot(std::move(slot))
    , m_run(std::move(order.request), limits)
{
}

Result<Portion> BacktestStream::next(store::Connection &connection)
{
    std::vector<model::Excursion> ended;
    if (auto advanced = advance(connection, ended); !advanced) {
        if (!m_hasSpoken)
            return tl::unexpected(std::move(advanced).error());
        return Portion{line(u"error"_s, wire::toJson(wire::problemFrom(advanced.error()))), true};
    }
    return m_form == BacktestForm::Lines ? lines(ended) : object(ended);
}

Result<> BacktestStream::advance(store::Connection &connection, std::vector<model::Excursion> &ended)
{
    PULSE_TRY(const store::TenantScope scope, store::TenantScope::begin(connection, m_principal));
    auto advanced = m_run.advance(scope, ended);
    if (advanced || connection.lastState() != kStatementTookTooLong)
        return advanced;
    m_run.stop(model::BacktestStop::Time, ended);
    return {};
}

bool BacktestStream::isProgressDue()
{
    const auto now = std::chrono::steady_clock::now();
    if (now - m_lastProgress < kProgressEvery)
        return false;
    m_lastProgress = now;
    return true;
}

Portion BacktestStream::lines(const std::vector<model::Excursion> &ended)
{
    Portion portion;
    for (const model::Excursion &excursion : ended)
        portion.bytes += line(u"excursion"_s, wire::toJson(excursion));
    portion.isLast = m_run.isOver();
    if (portion.isLast)
        portion.bytes += line(u"totals"_s, totalsJson());
    else if (isProgressDue())
        portion.bytes += line(u"progress"_s, progressJson(m_run));
    m_hasSpoken = m_hasSpoken || !portion.bytes.isEmpty();
    return portion;
}

Portion BacktestStream::object(const std::vector<model::Excursion> &ended)
{
    for (const model::Excursion &excursion : ended)
        m_excursions.append(wire::toJson(excursion));
    if (!m_run.isOver())
        return {};
    const QJsonObject json{
        {u"tenant_id"_s, m_principal.tenantId}, {u"excursions"_s, m_excursions}, {u"totals"_s, totalsJson()}};
    return {QJsonDocument(json).toJson(QJsonDocument::Compact), true};
}

// With the limits that it ran under.
QJsonObject BacktestStream::totalsJson() const
{
    QJsonObject json = wire::toJson(m_run.totals());
    json.insert(u"limits"_s,
                QJsonObject{{u"readings"_s, m_limits.readings},
                            {u"seconds"_s, std::chrono::duration<double>(m_limits.time).count()},
                            {u"excursions_listed"_s, m_limits.listed}});
    return json;
}

} // namespace pulse::api
