// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What stays and what goes when a tenant's devices are read again.
#include "ingest/registry.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace pulse;
using namespace std::chrono_literals;

namespace {

model::RegisteredDevice deviceOf(std::int64_t key, const QByteArray &id)
{
    model::RegisteredDevice device;
    device.key = {key};
    device.deviceId = id;
    device.siteId = "north";
    return device;
}

model::TenantVersions acme()
{
    model::TenantVersions versions;
    versions.key = {1};
    versions.tenantId = "acme";
    return versions;
}

} // namespace

class RegistryTest : public QObject {
    Q_OBJECT
private slots:
    void init() { m_registry = {}; }
    void findsByTextAndByKey();
    void aDeviceKeepsItsPlaceAndItsState();
    void aDeviceThatIsGoneIsForgotten();
    void aDeviceMadeAnewUnderTheSameNameStartsAfresh();
    void clearForgetsAll();

private:
    ingest::Registry m_registry;
};

void RegistryTest::findsByTextAndByKey()
{
    ingest::Tenant &tenant = m_registry.tenant(acme());
    m_registry.replaceDevices(tenant, {deviceOf(10, "one"), deviceOf(11, "two")});
    QCOMPARE(m_registry.findTenant("acme"), &tenant);
    QCOMPARE(m_registry.findTenant(TenantKey{1}), &tenant);
    QVERIFY(!m_registry.findTenant("acm"));
    QVERIFY(!m_registry.findTenant(TenantKey{2}));
    QCOMPARE(m_registry.findDevice({11})->registered.deviceId, QByteArray("two"));
    QCOMPARE(m_registry.findDevice({11})->tenant, &tenant);
    QVERIFY(!m_registry.findDevice({12}));
    QCOMPARE(m_registry.deviceCount(), size_t{2});
}

void RegistryTest::aDeviceKeepsItsPlaceAndItsState()
{
    ingest::Tenant &tenant = m_registry.tenant(acme());
    m_registry.replaceDevices(tenant, {deviceOf(10, "one")});
    ingest::Device *device = m_registry.findDevice({10});
    device->registered.state.isKnown = true;
    device->registered.alerts = {{{5}, {6}}};
    while (device->bucket.take({}, Instant{1s}, 0)) { }
    auto moved = deviceOf(10, "one");
    moved.siteId = "south";
    moved.isActive = false;
    m_registry.replaceDevices(tenant, {deviceOf(9, "zero"), moved});
    QCOMPARE(m_registry.findDevice({10}), device);
    QCOMPARE(device->registered.siteId, QByteArray("south"));
    QVERIFY(!device->registered.isActive);
    QVERIFY(device->registered.state.isKnown);
    QCOMPARE(device->registered.alerts.size(), size_t{1});
    QVERIFY(!device->bucket.take({}, Instant{1s}, 0));
}

void RegistryTest::aDeviceThatIsGoneIsForgotten()
{
    ingest::Tenant &tenant = m_registry.tenant(acme());
    m_registry.replaceDevices(tenant, {deviceOf(10, "one"), deviceOf(11, "two")});
    m_registry.replaceDevices(tenant, {deviceOf(11, "two")});
    QVERIFY(!m_registry.findDevice({10}));
    QVERIFY(!tenant.devices.contains(QByteArray("one")));
    QCOMPARE(m_registry.deviceCount(), size_t{1});
}

void RegistryTest::aDeviceMadeAnewUnderTheSameNameStartsAfresh()
{
    ingest::Tenant &tenant = m_registry.tenant(acme());
    m_registry.replaceDevices(tenant, {deviceOf(10, "one")});
    m_registry.findDevice({10})->registered.state.lastTs = Instant{1h};
    m_registry.findDevice({10})->registered.alerts = {{{5}, {6}}};
    m_registry.replaceDevices(tenant, {deviceOf(20, "one")});
    QVERIFY(!m_registry.findDevice({10}));
    const ingest::Device *fresh = m_registry.findDevice({20});
    QVERIFY(fresh);
    QVERIFY(!fresh->registered.state.lastTs);
    QVERIFY(fresh->registered.alerts.empty());
}

void RegistryTest::clearForgetsAll()
{
    m_registry.replaceDevices(m_registry.tenant(acme()), {deviceOf(10, "one")});
    m_registry.clear();
    QVERIFY(!m_registry.findTenant("acme"));
    QVERIFY(!m_registry.findTenant(TenantKey{1}));
    QVERIFY(!m_registry.findDevice({10}));
    QCOMPARE(m_registry.deviceCount(), size_t{0});
}

PULSE_TEST_CASE(RegistryTest)
#include "registry_test.moc"
