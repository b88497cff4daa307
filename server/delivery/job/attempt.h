// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What became of one attempt. A refused webhook is data, not an error.
#pragma once

#include <QString>
#include <chrono>
#include <optional>

namespace pulse::delivery {

// Disable: the receiver wants nothing any more, of this job or any other of its integration.
enum class Outcome { Delivered, RetryLater, GiveUp, Disable };

struct Attempt {
    Outcome outcome = Outcome::RetryLater;
    int status = 0; // HTTP; 0: no answer
    // Empty when delivered to everybody; else a code: integration_not_found, integration_disabled,
    // config_unreadable, missing_url, missing_smtp_host, missing_recipients, missing_broker_url,
    // missing_mqtt_topic, topic_not_allowed, url_blocked:<reason>, http_<code>, smtp_<code>,
    // recipients_refused (some of them), mqtt_0x<reason code>, broker_limit:<what>, request_error:<class>,
    // <type>_not_available.
    QString code = {};
    QString detail = {}; // the reply's first bytes, redacted; may be empty
    std::chrono::milliseconds took{0};
    QString address = {}; // what was dialled, "192.0.2.1:443"; empty when nothing was
    QString tls = {}; // "TLSv1.3"; empty: none, or not reached
    std::optional<std::chrono::milliseconds> retryAfter = {}; // what the receiver asked for

    // As it is kept: "http_503: try later".
    QString error() const
    {
        return detail.isEmpty() || code.isEmpty() ? code : code + QStringLiteral(": ") + detail;
    }
};

} // namespace pulse::delivery
