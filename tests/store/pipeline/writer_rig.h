// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The writer's parts around one database, without its thread: a test hands batches over and looks at the
// rows.
//
// Tenants acme and other; each has site north with the devices one, two and three; the token of a device is
// tok-<device>. Rates are not limited. The clock stands at noon until a test moves it.
#pragma once

#include "pipeline/batch/batch_commit.h"
#include "support/postgres/postgres_cluster.h"
#include "support/suite/fake_clock.h"

namespace pulse::pipeline {

struct Message {
    QByteArray device = "one";
    QByteArray metrics = R"({"temp_c":21.5})";
    std::optional<std::chrono::microseconds> ts = std::chrono::microseconds{0}; // after noon; none: not sent
    QByteArray tenant = "acme";
    QByteArray type = "telemetry";
    QByteArray site = "north";
    QByteArray token = {}; // empty: the device's own
    QByteArray payload = {}; // instead of one made of the above
    bool isFromItsDevice = false; // the broker says so
    bool isReplay = false; // the broker kept it
};

// Shared: one database for all that leave its schema alone, emptied each time. Own: for tests that change it.
enum class Schema { Shared, Own };

class WriterRig {
public:
    explicit WriterRig(Schema schema = Schema::Shared);

    Result<BatchTotals> commit(const std::vector<Message> &messages);
    Result<BatchTotals> commit(std::vector<ingest::Envelope> &envelopes);
    ingest::Envelope envelope(const Message &message); // received now

    Result<> load(); // reconnects when needed, and reads everything again
    void execute(const QString &sql) const; // must succeed
    QStringList rows(const QString &sql) const; // one text column
    void addRule(const QString &name, const QString &metric, const QString &comparison, double threshold,
                 const QString &clearValue = QStringLiteral("NULL")) const;
    void addRoute(const QString &deliverOn = QStringLiteral("{OPEN,CLOSED}")) const;

    // What the alerts of the database went through: "one OPENED", in order.
    QStringList transitions() const;
    static Instant noon() { return test::FakeClock().now(); }

    std::shared_ptr<const test::TestDatabase> database;
    test::FakeClock clock;
    store::Connection connection;
    ingest::Registry registry;
    RuleIndexes rules;
    RegistryRefresh refresh{registry, rules};
    std::vector<CommittedReading> committed; // of the last batch
    RejectSealer seal = [](const QByteArray &payload) { return "sealed:" + payload; };
    double stalled = 0;

private:
    static QByteArray payloadOf(const Message &message);

    ingest::EnvelopeDecoder m_decoder;
    BatchCommit m_commit;
};

} // namespace pulse::pipeline
