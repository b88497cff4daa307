// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mqtt/id_check.h"

#include <QUuid>

namespace pulse::mqtt {

using namespace Qt::StringLiterals;

namespace {

QByteArray randomSuffix() { return QUuid::createUuid().toByteArray(QUuid::Id128); }

} // namespace

IdCheck::IdCheck(IdCheckConfig config, Done done)
    : m_config(std::move(config))
    , m_done(std::move(done))
    , m_id("pulse-check-" + randomSuffix())
    , m_ownIds{m_config.theirs.user.toUtf8() + '-' + randomSuffix(), m_config.theirs.user.toUtf8()}
    , m_timer(this)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this,
            [this] { finish(IdVerdict::Unknown, u"the broker does not answer in time"_s); });
    m_timer.start(m_config.timeout);
    PublisherEvents events;
    events.connected = [this] { tryTheirs(); };
    events.disconnected = [this](const Error &why) { ourSessionEnded(why); };
    events.pong = [this] {
        if (m_areTheirsIn) // and the broker has not ended us
            finish(IdVerdict::Safe);
    };
    m_ours = connectTo(m_config.ours, m_id, std::move(events));
}

std::unique_ptr<Publisher> IdCheck::connectTo(const BrokerAddress &address, const QByteArray &id,
                                              PublisherEvents events) const
{
    PublisherConfig config;
    config.address = address;
    config.clientId = id;
    config.isOurs = false;
    config.backoff = {m_config.timeout, m_config.timeout}; // one attempt
    auto publisher = std::make_unique<Publisher>(config, std::move(events));
    publisher->start();
    return publisher;
}

void IdCheck::tryTheirs()
{
    if (m_theirs || m_isFinished)
        return;
    PublisherEvents events;
    events.connected = [this] {
        m_areTheirsIn = true;
        if (m_isOursEnded)
            finish(IdVerdict::Open);
        else
            m_ours->ping();
    };
    events.disconnected = [this](const Error &why) {
        if (!m_areTheirsIn)
            theirsRefused(why);
    };
    m_theirs = connectTo(m_config.theirs, m_id, std::move(events));
}

// A broker that throws us out says so (§3.1.4-3), or just hangs up, perhaps before we hear that the other is
// in.
void IdCheck::ourSessionEnded(const Error &why)
{
    m_isOursEnded = true;
    if (why.code == codeOf(ReasonCode::SessionTakenOver) || m_areTheirsIn)
        finish(IdVerdict::Open);
    else if (!m_theirs)
        finish(IdVerdict::Unknown, why.what);
}

void IdCheck::theirsRefused(const Error &why)
{
    if (why.kind != ErrorKind::Forbidden)
        return finish(IdVerdict::Unknown, why.what);
    tryOwnId();
}

void IdCheck::tryOwnId()
{
    if (m_isFinished)
        return;
    if (m_ownIds.isEmpty())
        return finish(IdVerdict::Unknown, u"the account of broker.check_user cannot log in"_s);
    PublisherEvents events;
    events.connected = [this] { finish(IdVerdict::Safe); };
    events.disconnected = [this](const Error &why) {
        if (m_isFinished)
            return;
        if (why.kind != ErrorKind::Forbidden)
            return finish(IdVerdict::Unknown, why.what);
        QMetaObject::invokeMethod(this, &IdCheck::tryOwnId,
                                  Qt::QueuedConnection); // not from its own callback
    };
    m_own = connectTo(m_config.theirs, m_ownIds.takeFirst(), std::move(events));
}

void IdCheck::finish(IdVerdict verdict, const QString &why)
{
    if (std::exchange(m_isFinished, true))
        return;
    m_timer.stop();
    for (Publisher *publisher : {m_ours.get(), m_theirs.get(), m_own.get()}) {
        if (publisher)
            publisher->stop();
    }
    QMetaObject::invokeMethod(
        this, [this, verdict, why] { m_done(verdict, why); }, Qt::QueuedConnection);
}

} // namespace pulse::mqtt
