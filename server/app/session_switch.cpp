// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session_switch.h"

#include "app/application.h"
#include "app/broker_session.h"
#include "pipeline/ingest/session_record.h"
#include "standalone/secret_file.h"

#include <QEventLoop>
#include <QTimer>

namespace pulse::app {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr quint32 kUntilItIsKept = 3'600; // seconds: a session that nobody came to use ends
constexpr auto kConnectsWithin = 30s;

bool waitUntil(const std::function<bool()> &isTrue, std::chrono::milliseconds most)
{
    if (isTrue())
        return true;
    QEventLoop loop;
    QTimer looking;
    QTimer end;
    QObject::connect(&looking, &QTimer::timeout, &loop, [&loop, &isTrue] {
        if (isTrue())
            loop.quit();
    });
    QObject::connect(&end, &QTimer::timeout, &loop, &QEventLoop::quit);
    looking.start(20ms);
    end.start(most);
    loop.exec();
    return isTrue();
}

// The broker queues for it from now on.
Result<> subscribeAs(const Configuration &configuration, const QByteArray &clientId, quint32 expirySeconds)
{
    mqtt::SessionConfig config = sessionConfig(configuration);
    config.clientId = clientId;
    config.sessionExpirySeconds = expirySeconds;
    const SystemClock clock;
    QString why;
    mqtt::SessionEvents events;
    events.disconnected = [&why](const Error &error) { why = error.what; };
    mqtt::Session session(config, std::move(events), clock);
    session.start();
    if (!waitUntil([&session] { return session.state().isReady; }, kConnectsWithin))
        return fail(ErrorKind::Unavailable, u"cannot subscribe at the broker: "_s + why);
    session.stop();
    return {};
}

// Its absence at the broker is a loss from now on.
Result<> recordSession(const Configuration &configuration, const QByteArray &clientId)
{
    store::Connection connection(connectionFor(configuration, "command line"));
    pipeline::SessionRecord record(clientId);
    record.noteSubscribed();
    return record.keep(connection);
}

Result<> emptyOldSession(Application &application)
{
    if (!waitUntil([&application] { return application.isReceiving() || application.hasFailed(); },
                   kConnectsWithin))
        return fail(ErrorKind::Conflict,
                    u"this command cannot ingest: stop every server of this installation first"_s);
    while (!application.hasDrained()) { // as long as the queue is
        if (application.hasFailed())
            return fail(ErrorKind::Internal, u"ingest has failed; the log above says why"_s);
        waitUntil([&application] { return application.hasDrained() || application.hasFailed(); }, 60s);
    }
    return {};
}

} // namespace

Result<> switchSession(const Configuration &configuration, const KeepClientId &keep)
{
    const QByteArray clientId = standalone::randomClientId();
    Configuration leaving = configuration;
    leaving.http.address = u"127.0.0.1"_s;
    leaving.http.port = 0; // nobody is to call
    leaving.broker.isLeaving = true;
    leaving.broker.checkUser.clear();
    leaving.broker.requiresSafeIds = false;
    PULSE_TRY(const auto application, Application::create(leaving));
    PULSE_CHECK(subscribeAs(configuration, clientId, kUntilItIsKept));
    PULSE_CHECK(application->start());
    PULSE_CHECK(emptyOldSession(*application));
    PULSE_CHECK(recordSession(configuration, clientId));
    PULSE_CHECK(keep(clientId));
    PULSE_CHECK(subscribeAs(configuration, clientId, sessionConfig(configuration).sessionExpirySeconds));
    application->endBrokerSession();
    application->stop();
    return {};
}

} // namespace pulse::app
