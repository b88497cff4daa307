// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A database with tenant-a and tenant-b in it, each with a site, and the resources' handlers to call as one
// or the other.
#pragma once

#include "api/resource/resource_handlers.h"
#include "support/postgres/postgres_cluster.h"
#include "support/suite/fake_clock.h"

#include <QJsonArray>
#include <memory>

namespace pulse::test {

struct Answer {
    int status = 0; // of the problem, when it is one
    QJsonObject json; // the body, or the problem
    QString field() const { return json.value(QStringLiteral("field")).toString(); }
    QString text(const char *key) const { return json.value(QLatin1StringView(key)).toString(); }
    QJsonArray list(const char *key) const { return json.value(QLatin1StringView(key)).toArray(); }
    QJsonObject object(const char *key) const { return json.value(QLatin1StringView(key)).toObject(); }
};

struct Call {
    wire::EndpointId endpoint;
    QStringList arguments = {};
    QString query = {};
    QJsonObject body = {};
};

// The parameter that asks for the page behind a cursor; none for the first.
inline QString behind(const QString &cursor)
{
    return cursor.isEmpty() ? QString() : QStringLiteral("&after=") + cursor;
}

// What makes an email or MQTT integration, whose login is us3r, p4ssword, or an SNMP v3 one, whose is
// watcher, auth-secret, priv-secret.
QJsonObject snmpBody();
QJsonObject emailBody();
QJsonObject mqttBody();

// Who judges destinations; without any, what has 10.0.0.1 in it is refused.
struct DestinationChecks {
    std::function<Result<>(const QString &url)> url = {};
    std::function<Result<>(const QString &host, quint16 port, const QString &field)> host = {};
};

class TwoTenants {
public:
    static Result<std::unique_ptr<TwoTenants>> create(const DestinationChecks &checks = {});

    Answer asA(const Call &call) { return answer(m_a, call); }
    Answer asB(const Call &call) { return answer(m_b, call); }
    Answer asOperator(const Call &call) { return answer(m_operator, call); }
    Answer raw(const QByteArray &body, const Call &call); // as A

    // As the owner of the database.
    void sql(const QString &text);
    QString one(const QString &text) const;

    // One THRESHOLD rule, webhook, SNMP, email or MQTT integration, or route of a tenant; its id.
    QString addRule(bool isB = false);
    QString addWebhook(bool isB = false);
    QString addSnmp(bool isB = false);
    QString addEmail(bool isB = false);
    QString addMqtt(bool isB = false);
    QString addRoute(const QString &integrationId, bool isB = false);

    const api::Handlers &handlers() const { return m_handlers; }
    // What went out as test deliveries, and what the next ones come back with.
    struct Sent {
        model::IntegrationType type;
        delivery::Message message;
    };
    QList<Sent> sent;
    delivery::Attempt attempt{.outcome = delivery::Outcome::Delivered};
    FakeClock &clock() { return m_clock; }
    int wakes() const { return m_wakes; } // of deliveries, by requests
    const model::Principal &principalA() const { return m_a; }
    QString conninfo() const { return m_database.appConnInfo(); }

private:
    TwoTenants(TestDatabase database, const DestinationChecks &checks);
    // Ends the program when the endpoint's schema says otherwise.
    Answer answer(const model::Principal &principal, const Call &call, std::optional<QByteArray> body = {});
    Answer unchecked(const model::Principal &principal, const Call &call, std::optional<QByteArray> body);

    TestDatabase m_database;
    FakeClock m_clock;
    int m_wakes = 0;
    store::Connection m_connection;
    api::Handlers m_handlers;
    model::Principal m_a;
    model::Principal m_b;
    model::Principal m_operator;
};

} // namespace pulse::test
