// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "e2e/servers/stall_rig.h"

namespace pulse::test {

using namespace Qt::StringLiterals;

namespace {

const auto kPlant = u"INSERT INTO tenant (tenant_id, name) VALUES ('acme', 'Acme');"
                    "INSERT INTO site (tenant_key, site_id) SELECT tenant_key, 'north' FROM tenant;"
                    "INSERT INTO device (tenant_key, device_id, site_key, token_hash)"
                    " SELECT tenant_key, 'pump', site_key, sha256('token') FROM site;"_s;

} // namespace

Result<std::unique_ptr<StallRig>> StallRig::start(const StallRigConfig &config)
{
    std::unique_ptr<StallRig> rig(new StallRig);
    PULSE_TRY(rig->m_cluster, PostgresCluster::start());
    PULSE_TRY(auto database, rig->m_cluster->createDatabase());
    rig->m_database = std::make_unique<TestDatabase>(std::move(database));
    PULSE_CHECK(rig->m_database->execute(kPlant + config.limits));
    PULSE_TRY(rig->m_broker, Broker::start());
    rig->m_link = std::make_unique<TcpRelay>(rig->m_broker->port());
    PULSE_TRY(rig->m_server,
              Served::start(
                  {config.program, rig->m_database->appConnInfo(), rig->m_link->port(), config.environment}));
    if (!rig->m_server->waitUntilReceiving())
        return fail(ErrorKind::Unavailable, rig->serverOutput());
    rig->m_device = std::make_unique<SteadyDevice>(
        SteadyDeviceConfig{rig->m_broker->port(), "tenant/acme/device/pump/telemetry",
                           R"({"site_id":"north","provision_token":"token")", config.interval});
    rig->m_device->start();
    return rig;
}

Result<> StallRig::begin(Outage outage)
{
    switch (outage) {
    case Outage::Database: m_frozen = std::make_unique<FrozenPostgres>(*m_cluster); break;
    case Outage::Server: m_server->kill(); break;
    case Outage::Link: m_link->setHanging(true); break;
    case Outage::CutLink:
        m_link->setHanging(true); // whoever dials again is kept waiting
        m_link->cut();
        break;
    }
    return {};
}

Result<> StallRig::end(Outage outage)
{
    switch (outage) {
    case Outage::Database: m_frozen.reset(); break;
    case Outage::Server: return m_server->launch();
    case Outage::Link:
    case Outage::CutLink: m_link->setHanging(false); break;
    }
    return {};
}

qint64 StallRig::number(const QString &sql) const
{
    const auto rows = m_database->query(sql);
    return rows ? rows->value(0).toLongLong() : -1;
}

qint64 StallRig::stored() const { return number(u"SELECT count(*) FROM reading"_s); }

qint64 StallRig::rateLimited() const
{
    return number(u"SELECT coalesce(sum(count), 0) FROM quarantine_counter WHERE reason = 'RATE_LIMITED'"_s);
}

} // namespace pulse::test
