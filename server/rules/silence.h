// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Silence of a device, or of a metric of it, by our receive times: what has become of it by a moment, and
// when to look again. State goes in and comes out; whether we could hear at all is the caller's to know.
#pragma once

#include "model/registry_snapshot.h"
#include "rules/rule_index.h"

namespace pulse::rules {

// When something was heard last: the later time, unless the clock was set back in between; then what counts
// is what it says now.
Instant lastHeard(Instant known, Instant received);

// How long silence may last.
struct SilenceTerm {
    std::chrono::seconds interval{0};
    std::chrono::seconds grace{0};
    Instant
        since; // it counts from here at the earliest: no change finds anybody silent sooner than it allows

    std::chrono::seconds allowed() const { return interval + grace; }
};

struct RuleTerm {
    model::AlertRule rule; // METRIC_SILENT or DEVICE_SILENT
    MetricKey metric; // of METRIC_SILENT; invalid: no reading has named it yet
    SilenceTerm term;
};

// Of one tenant.
struct SilenceTerms {
    SilenceTerm stale; // then a device is STALE
    std::optional<SilenceTerm> heartbeat; // then it is an alert without a rule; none: switched off
    std::vector<RuleTerm> rules;

    bool awaitsMetric() const; // a reading may name it any time
};

// `before`: what was in force until now, none at the beginning. What became stricter, or now concerns others,
// counts from `now`; everything else goes on.
SilenceTerms silenceTerms(const model::TenantConfig &config, const RuleIndex::MetricLookup &lookup,
                          const SilenceTerms *before, Instant now);

// The metrics whose silence a rule asks about, sorted: when they were heard is to be noted.
std::vector<MetricKey> watchedMetrics(std::span<const model::AlertRule> rules,
                                      const RuleIndex::MetricLookup &lookup);

struct SilenceFacts {
    const model::RegisteredDevice &device;
    std::span<const model::HeardMetric> heard; // sorted by metric
    Instant since; // silence counts from here at the earliest
};

// Something that is silent and has no alert yet.
struct SilenceFinding {
    const model::AlertRule *rule = nullptr; // none: the tenant's own heartbeat
    MetricKey metric; // invalid: the device itself
    SilenceTerm term;
    std::optional<Instant> lastHeard; // what fell silent; none: before anybody took note
    Instant deadline;
};

struct SilenceVerdict {
    bool isStale = false; // and was not
    std::vector<SilenceFinding> findings; // their rules live as long as the terms
    Instant next; // nothing more can become due before, however often it is heard
};

// A device that said it is gone is silent at once, as far as the tenant's own heartbeat goes: it needs no
// interval, only the grace. Unless it said so before `since`: all that we know then is that we did not hear
// it. A device or a metric that was never heard is no opinion. What is heard after `upTo` counts, too.
SilenceVerdict judgeSilence(const SilenceTerms &terms, const SilenceFacts &facts, Instant upTo);

} // namespace pulse::rules
