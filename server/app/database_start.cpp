// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/database_start.h"

#include "app/application.h"
#include "base/clock.h"
#include "base/logging.h"
#include "store/operation/installation.h"
#include "store/postgres/interruptible.h"
#include "store/postgres/migrator.h"

#include <algorithm>

Q_LOGGING_CATEGORY(lcDatabaseStart, "pulse.app")

namespace pulse::app {

using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds kFirstPause = 100ms;
constexpr std::chrono::milliseconds kLongestPause = 2s;

Result<auth::SigningKeys> tryToStart(const Configuration &configuration, const vault::Vault &vault,
                                     const Interruption &interruption)
{
    const store::Interruptible whileStarting(interruption);
    store::Connection connection(connectionFor(configuration, "start"));
    PULSE_CHECK(store::checkSchema(connection));
    if (!configuration.database.allowsFsyncOff)
        PULSE_CHECK(store::checkDurability(connection));
    return auth::loadSigningKeys(connection, vault, SystemClock().now());
}

} // namespace

Result<auth::SigningKeys> startOnDatabase(const Configuration &configuration, const vault::Vault &vault,
                                          const Interruption &interruption)
{
    const auto deadline =
        std::chrono::steady_clock::now() + std::chrono::seconds{configuration.database.startWaitSeconds};
    for (auto pause = kFirstPause;; pause = std::min(2 * pause, kLongestPause)) {
        auto started = tryToStart(configuration, vault, interruption);
        const bool isAway =
            !started && started.error().kind == ErrorKind::Unavailable && !isStopped(started.error());
        if (!isAway || std::chrono::steady_clock::now() + pause > deadline)
            return started;
        qCWarning(lcDatabaseStart).noquote()
            << "waiting for the database" << kv("retry_ms", pause.count()) << kv("why", started.error().what);
        if (interruption.waitFor(pause))
            return tl::unexpected(stopped());
    }
}

} // namespace pulse::app
