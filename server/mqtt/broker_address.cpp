// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mqtt/broker_address.h"

namespace pulse::mqtt {

using namespace Qt::StringLiterals;

QString toText(const BrokerAddress &address)
{
    if (!address.socketPath.isEmpty())
        return address.socketPath;
    const QString host = address.host.contains(u':') ? u"[%1]"_s.arg(address.host) : address.host;
    return u"%1://%2:%3"_s.arg(address.isTls ? u"tls"_s : u"tcp"_s, host).arg(address.port);
}

} // namespace pulse::mqtt
