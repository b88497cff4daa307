// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console.h"

namespace pulse::console {

Console::Console(const ConsoleSettings &settings)
    : server(settings.server)
    , transport(settings.server, settings.requestTimeout)
    , session(transport, std::make_unique<client::MemorySecretStore>())
    , api(transport, session)
    , live(settings.server, session, settings.live)
{
}

} // namespace pulse::console
