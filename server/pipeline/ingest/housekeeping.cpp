// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/ingest/housekeeping.h"

#include "base/logging.h"

Q_LOGGING_CATEGORY(lcHousekeeping, "pulse.pipeline")

namespace pulse::pipeline {

namespace {

Result<std::int64_t> forget(store::Connection &connection, const Housekeeping::Retention &retention)
{
    PULSE_TRY(auto scope, store::SystemScope::begin(connection));
    PULSE_TRY(const auto gone,
              store::forgetOlder(scope, retention.what, retention.age, Housekeeping::kPortion));
    PULSE_CHECK(scope.commit());
    return gone;
}

} // namespace

Result<> Housekeeping::run(store::Connection &connection, Steady::time_point now)
{
    for (size_t i = 0; i < kRetentions.size(); ++i) {
        if (now < m_due[i])
            continue;
        const auto gone = forget(connection, kRetentions[i]);
        if (!gone && gone.error().kind == ErrorKind::Unavailable)
            return tl::unexpected(gone.error());
        if (!gone)
            qCWarning(lcHousekeeping).noquote()
                << "cannot forget what is old" << kv("why", gone.error().what);
        m_due[i] = gone && *gone == kPortion ? now : now + kPause;
    }
    return {};
}

} // namespace pulse::pipeline
