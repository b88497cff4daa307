// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What every page needs of the server: one transport, one session, one live socket. Wired here and nowhere
// else. Everything runs on the main thread; Qt's network access has threads of its own.
#pragma once

#include "base/clock.h"
#include "client/api_client.h"
#include "client/live_socket.h"
#include "client/session.h"
#include "widgets/page/page.h"

namespace pulse::console {

struct ConsoleSettings {
    QUrl server;
    std::chrono::milliseconds requestTimeout{15'000};
    client::LiveSettings live = {};
};

class Console {
public:
    explicit Console(const ConsoleSettings &settings);

    widgets::PageContext pageContext() { return {session, api, live, clock}; }

    const QUrl server;
    SystemClock clock;
    client::HttpTransport transport;
    client::Session session;
    client::ApiClient api;
    client::LiveSocket live;
};

} // namespace pulse::console
