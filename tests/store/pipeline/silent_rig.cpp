// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/pipeline/silent_rig.h"

namespace pulse::pipeline {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

SilentRig::SilentRig()
{
    if (const auto heard = writer.commit({{.metrics = R"({"temp_c":20,"load_pct":5})"}}); !heard)
        qFatal("%s", qPrintable(heard.error().what));
    run(0s);
}

HeartbeatStage::Turn SilentRig::run(std::chrono::seconds after)
{
    writer.clock.set(WriterRig::noon() + after);
    for (; seen <= after; seen += 1s)
        sight.probeReturned(WriterRig::noon() + seen, WriterRig::noon() + seen);
    const auto turn = stage.run(writer.connection, sight, writer.clock.now());
    if (!turn)
        qWarning("%s", qPrintable(turn.error().what));
    return turn.value_or(HeartbeatStage::Turn{});
}

Result<BatchTotals> SilentRig::hear(std::chrono::seconds after, Message message)
{
    writer.clock.set(WriterRig::noon() + after);
    return writer.commit({std::move(message)});
}

void SilentRig::change(const QString &sql)
{
    writer.execute(sql);
    if (const auto noticed = writer.refresh.noticeChanges(writer.connection); !noticed)
        qFatal("%s", qPrintable(noticed.error().what));
}

void SilentRig::set(const QString &key, const QString &value)
{
    change(u"INSERT INTO app_settings (tenant_key, key, value) VALUES (NULL, '%1', '%2') "
           "ON CONFLICT (tenant_key, key) DO UPDATE SET value = excluded.value"_s.arg(key, value));
}

void SilentRig::addRule(const QString &condition, const QString &columns, const QString &values)
{
    change(u"INSERT INTO alert_rule (tenant_key, name, condition, severity, %2) "
           "SELECT tenant_key, 'quiet', '%1', 2, %3 FROM tenant WHERE tenant_id = 'acme'"_s.arg(
               condition, columns, values));
}

QStringList SilentRig::open() const
{
    return writer.rows(
        u"SELECT concat_ws(' ', device_id, alert_type, created_at::time) FROM alert JOIN device "
        "USING (device_key) WHERE cleared_at IS NULL ORDER BY 1"_s);
}

} // namespace pulse::pipeline
