// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A fake server and a console that is signed in to it, with short intervals.
#pragma once

#include "app/console.h"
#include "support/process/spin.h"
#include "world.h"

#include <QTest>

namespace pulse::test {

inline client::LiveSettings quickLive()
{
    client::LiveSettings settings;
    settings.pingEvery = std::chrono::milliseconds{150};
    settings.pongWithin = std::chrono::milliseconds{150};
    settings.connectWithin = std::chrono::milliseconds{600};
    settings.backoff = Backoff{std::chrono::milliseconds{20}, std::chrono::milliseconds{60}};
    return settings;
}

struct SignedIn {
    FakeApi api;
    bool isListening = api.listen();
    console::Console console{{api.url(), std::chrono::seconds{5}, quickLive()}};

    [[nodiscard]] bool signIn()
    {
        console.session.signIn(api.login, api.password);
        return until([this] { return console.session.state() == client::Session::State::SignedIn; });
    }
    [[nodiscard]] bool goLive()
    {
        console.live.start();
        return until([this] { return isLive(); });
    }
    bool isLive() const { return console.live.link().state == client::LiveLink::State::Connected; }
    static bool until(const std::function<bool()> &isTrue)
    {
        return spinUntil(isTrue, std::chrono::seconds{10});
    }
    Instant now() const { return console.clock.now(); }
};

} // namespace pulse::test
