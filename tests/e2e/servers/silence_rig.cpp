// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "e2e/servers/silence_rig.h"

#include "e2e/servers/plant.h"
#include "support/process/spin.h"

namespace pulse::test {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

Result<std::unique_ptr<SilenceRig>> SilenceRig::start(const SilenceRigConfig &config)
{
    std::unique_ptr<SilenceRig> rig(new SilenceRig);
    PULSE_TRY(rig->m_cluster, PostgresCluster::start(config.durability, config.databaseSettings));
    PULSE_TRY(auto database, rig->m_cluster->createDatabase());
    rig->m_database = std::make_unique<TestDatabase>(std::move(database));
    PULSE_CHECK(installPlant(*rig->m_database, config.devices));
    PULSE_CHECK(rig->m_database->execute(
        u"UPDATE app_settings SET value = '%1' WHERE key = 'HEARTBEAT_STALE_SECONDS'"_s.arg(
            config.stale.count())));
    PULSE_TRY(rig->m_broker, Broker::start({.configuration = "max_inflight_messages 1000\n"}));
    PULSE_TRY(rig->m_server,
              Served::start({config.program, rig->m_database->appConnInfo(), rig->m_broker->port(),
                             config.environment}));
    if (!rig->m_server->waitUntilReceiving())
        return fail(ErrorKind::Unavailable, rig->m_server->process().output());
    rig->m_fleet = std::make_unique<BeatingFleet>(rig->m_broker->port(), config.devices, config.beat);
    rig->m_fleet->start();
    const auto areHeard = [&] {
        return rig->number(u"SELECT count(*) FROM device_state"_s) == config.devices;
    };
    if (!spinUntil(areHeard, 60s + 3 * config.beat, 50ms))
        return fail(ErrorKind::Unavailable,
                    u"not everybody is heard: "_s + rig->m_server->process().output());
    return rig;
}

qint64 SilenceRig::number(const QString &sql) const
{
    const auto rows = m_database->query(sql);
    return rows ? rows->value(0).toLongLong() : -1;
}

QString SilenceRig::text(const QString &sql) const
{
    return m_database->query(sql).value_or(QStringList()).value(0);
}

} // namespace pulse::test
