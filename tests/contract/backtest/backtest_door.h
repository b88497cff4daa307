// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A door with the product's handlers on a database with history in it.
//
// tenant-a has the devices one and two (site north) and three (site south), tenant-b has one (site north).
// Each has a reading of t a second from 2026-01-15T12:00:00Z on, received when it was made: 0 to 9 and again,
// so that GT 7 opens at each 8 and clears at each 0.
#pragma once

#include "api/resource/backtest_limits.h"
#include "contract/door/chunked.h"
#include "contract/door/door_fixture.h"
#include "support/postgres/postgres_cluster.h"

#include <QJsonDocument>

namespace pulse::test {

class BacktestDoor {
public:
    explicit BacktestDoor(const api::BacktestLimits &limits, int readings = 100); // of each device

    // The fields of GT 7, from noon on, for longer than there are readings.
    static QJsonObject draft();
    QByteArray request(const QJsonObject &body, const QByteArray &accept = "application/x-ndjson",
                       const QString &tenant = QStringLiteral("tenant-a"),
                       model::Role role = model::Role::CustomerViewer);
    // Sends it and waits for the whole answer: in lines, or as one object.
    QList<QJsonObject> lines(const QJsonObject &body, const QString &tenant = QStringLiteral("tenant-a"));
    Answer object(const QJsonObject &body);
    static QJsonObject jsonOf(const QByteArray &body) { return QJsonDocument::fromJson(body).object(); }
    static QList<QJsonObject> linesOf(const QByteArray &body);

    quint16 port() const { return m_door->door.port(); }
    Door &door() { return *m_door; }
    const TestDatabase &database() const { return *m_database; }
    int activeQueries() const; // of the product's, waiting or running

private:
    std::unique_ptr<TestDatabase> m_database;
    std::unique_ptr<Door> m_door;
};

} // namespace pulse::test
