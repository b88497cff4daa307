// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How many alerts are active, as the server counts them: read at the start and, at most once a second, after
// a change.
#pragma once

#include "client/api_client.h"

#include <QTimer>

namespace pulse::client {
class LiveSocket;
}

namespace pulse::models {

class OpenAlertCount : public QObject {
    Q_OBJECT

public:
    OpenAlertCount(client::ApiClient &api, client::LiveSocket &live, QObject *parent = nullptr);
    ~OpenAlertCount() override;

    void load();
    void clear();
    std::optional<qint64> count() const { return m_count; }

signals:
    void countChanged();

private:
    void set(std::optional<qint64> count);

    client::ApiClient &m_api;
    client::LiveSocket &m_live;
    QTimer m_soon;
    std::optional<qint64> m_count;
};

} // namespace pulse::models
