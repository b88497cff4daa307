// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "e2e/hot_pump.h"

#include "base/clock.h"
#include "e2e/foreign_device.h"

#include <QJsonArray>

namespace pulse::test {

using namespace Qt::StringLiterals;

namespace {

Result<> make(Product &product, const QString &path, const QJsonObject &body)
{
    const Answer answer = product.call("POST", path, body);
    if (answer.status != 201)
        return fail(ErrorKind::Invalid, path + u": "_s + answer.json.value(u"detail"_s).toString());
    return {};
}

} // namespace

Result<HotPump> HotPump::install(Product &product)
{
    PULSE_CHECK(product.addTenant(u"acme"_s));
    PULSE_TRY(QByteArray token, product.addDevice(u"acme"_s, u"pump-1"_s, u"site-1"_s));
    PULSE_CHECK(make(product, u"/customer/alert-rules"_s,
                     {{u"name"_s, u"Too hot"_s},
                      {u"metric_name"_s, u"temp_c"_s},
                      {u"operator"_s, u"GT"_s},
                      {u"threshold"_s, 40},
                      {u"severity"_s, 5}}));
    return HotPump(product, std::move(token));
}

Result<> HotPump::routeTo(const QString &integrationId)
{
    return make(
        *m_product, u"/customer/integration-routes"_s,
        {{u"integration_id"_s, integrationId}, {u"deliver_on"_s, QJsonArray{u"OPEN"_s, u"CLOSED"_s}}});
}

bool HotPump::report(int temperature)
{
    ForeignDevice device(m_product->mqttPort(), u"acme/device/pump-1"_s, m_token);
    return device.publish("tenant/acme/device/pump-1/telemetry",
                          "{\"site_id\":\"site-1\",\"seq\":" + QByteArray::number(++m_seq)
                              + ",\"provision_token\":\"" + m_token + "\",\"ts\":\""
                              + toRfc3339(SystemClock().now())
                              + "\",\"metrics\":{\"temp_c\":" + QByteArray::number(temperature) + "}}");
}

} // namespace pulse::test
