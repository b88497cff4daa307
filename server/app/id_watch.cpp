// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/id_watch.h"

#include "base/logging.h"

#include <QEventLoop>

Q_LOGGING_CATEGORY(lcIdWatch, "pulse.app.ids")

namespace pulse::app {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

IdWatch::IdWatch(const BrokerSettings &broker, const mqtt::BrokerAddress &address)
    : m_broker(broker)
    , m_address(address)
{
    m_next.setSingleShot(true);
    connect(&m_next, &QTimer::timeout, this, &IdWatch::check);
}

Result<> IdWatch::checkSettings(const BrokerSettings &broker)
{
    if (!broker.requiresSafeIds || !broker.checkUser.isEmpty())
        return {};
    return fail(ErrorKind::Invalid, u"broker.require_safe_ids needs broker.check_user to try with"_s,
                u"invalid_setting"_s, u"broker.require_safe_ids"_s);
}

Result<> IdWatch::start()
{
    if (!isAsked())
        return {};
    QEventLoop loop;
    connect(this, &IdWatch::answered, &loop, &QEventLoop::quit);
    check();
    loop.exec();
    if (m_areOpen && m_broker.requiresSafeIds)
        return fail(ErrorKind::Forbidden,
                    u"any account of the broker can connect with Pulse's client id, and "
                    "broker.require_safe_ids is set: tie client ids to accounts at the broker"_s);
    return {};
}

void IdWatch::stop()
{
    m_next.stop();
    m_check.reset();
}

void IdWatch::check()
{
    mqtt::IdCheckConfig config;
    config.ours = config.theirs = m_address;
    config.theirs.user = m_broker.checkUser;
    config.theirs.password = m_broker.checkPassword.toUtf8();
    if (m_broker.checkPort != 0) {
        config.theirs.socketPath.clear();
        config.theirs.port = static_cast<quint16>(m_broker.checkPort);
    }
    m_check = std::make_unique<mqtt::IdCheck>(
        config, [this](mqtt::IdVerdict verdict, const QString &why) { take(verdict, why); });
}

void IdWatch::take(mqtt::IdVerdict verdict, const QString &why)
{
    m_next.start(verdict == mqtt::IdVerdict::Unknown ? 1min : std::chrono::minutes(1h));
    if (verdict == mqtt::IdVerdict::Unknown) {
        qCWarning(lcIdWatch).noquote()
            << "cannot tell whether client ids are tied to accounts" << kv("why", why);
    } else {
        m_areOpen = verdict == mqtt::IdVerdict::Open;
        if (m_areOpen)
            qCCritical(lcIdWatch) << "any account of the broker can connect with our client id: tie client "
                                     "ids to accounts at the broker";
        else
            qCInfo(lcIdWatch) << "client ids are tied to accounts";
    }
    emit answered();
}

} // namespace pulse::app
