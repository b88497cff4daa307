// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulator/fleet.h"

#include "simulator/fleet_runner.h"

namespace pulse::simulator {

using namespace Qt::StringLiterals;

QByteArray toText(const FleetCounts &counts, size_t devices)
{
    QByteArray line = "published=" + QByteArray::number(counts.published) + " acknowledged="
        + QByteArray::number(counts.acknowledged) + " refused=" + QByteArray::number(counts.refused)
        + " connected=" + QByteArray::number(counts.connected) + '/' + QByteArray::number(devices);
    const auto addUnusual = [&line](const char *name, quint64 count) {
        if (count > 0)
            line += QByteArray(" ") + name + '=' + QByteArray::number(count);
    };
    addUnusual("repeated", counts.repeated);
    addUnusual("dropped", counts.dropped);
    addUnusual("skipped", counts.skipped);
    addUnusual("disconnections", counts.disconnections);
    if (!counts.lastRefusal.isEmpty())
        line += " last_refusal=\"" + counts.lastRefusal.toUtf8() + '"';
    if (!counts.lastError.isEmpty())
        line += " last_error=\"" + counts.lastError.toUtf8() + '"';
    return line;
}

Fleet::Fleet(FleetConfig config, std::vector<FleetDevice> devices)
    : m_size(config.replay && !devices.empty() ? 1 : devices.size())
    , m_runner(std::make_unique<FleetRunner>(std::move(config), std::move(devices), m_counts))
{
    m_thread.setObjectName(u"fleet"_s);
}

Fleet::~Fleet() { stop(); }

Result<> Fleet::start()
{
    if (m_size == 0)
        return fail(ErrorKind::Invalid, u"a fleet needs a device"_s);
    m_runner->moveToThread(&m_thread);
    QObject::connect(&m_thread, &QThread::started, m_runner.get(), &FleetRunner::begin);
    m_thread.start();
    return {};
}

void Fleet::stop()
{
    if (!m_thread.isRunning())
        return;
    QMetaObject::invokeMethod(m_runner.get(), &FleetRunner::beginStop, Qt::QueuedConnection);
    m_thread.wait();
}

} // namespace pulse::simulator
