// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What happened to the alert that is shown. Read again whenever the alert changes.
//
// Thread safety: the main thread.
#pragma once

#include "client/api_client.h"

namespace pulse::models {

class AlertHistory : public QObject {
    Q_OBJECT

public:
    explicit AlertHistory(client::ApiClient &api, QObject *parent = nullptr);

    void show(const model::Alert *alert); // nullptr: none
    const QList<model::Transition> &transitions() const { return m_transitions; } // oldest first

signals:
    void changed();

private:
    client::ApiClient &m_api;
    qint64 m_alertId = 0;
    Instant m_updatedAt;
    QList<model::Transition> m_transitions;
};

// "ada", "the rule", "Pulse"
QString actorText(const QString &actor);

} // namespace pulse::models
