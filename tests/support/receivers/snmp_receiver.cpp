// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/receivers/snmp_receiver.h"

#include "support/process/spin.h"

#include <QFile>
#include <QUdpSocket>

namespace pulse::test {

using namespace Qt::StringLiterals;

namespace {

const QString kProgram = u"/usr/sbin/snmptrapd"_s;
const QString kBegin = u"<trap>"_s;
const QString kBetween = u"<next>"_s;
const QString kEnd = u"<end>"_s;

QString userLines(const SnmpUser &user)
{
    QString line = u"createUser "_s;
    if (!user.engineId.isEmpty())
        line += u"-e 0x%1 "_s.arg(QString::fromLatin1(user.engineId.toHex()));
    line += user.name;
    if (!user.authProtocol.isEmpty())
        line += u" %1 \"%2\""_s.arg(user.authProtocol, user.authPassword);
    if (!user.privProtocol.isEmpty())
        line += u" %1 \"%2\""_s.arg(user.privProtocol, user.privPassword);
    return line + u"\nauthUser log %1 %2\n"_s.arg(user.name, user.level);
}

// "pulseDeviceId.0 = pump-1"
SnmpTrap trapFrom(const QString &text)
{
    SnmpTrap trap;
    for (const QString &variable : text.split(kBetween)) {
        const qsizetype equals = variable.indexOf(u" = "_s);
        QString value = variable.mid(equals + 3);
        if (value.startsWith(u'"') && value.endsWith(u'"'))
            value = value.mid(1, value.size() - 2);
        trap.insert(variable.left(equals).section(u'.', 0, 0), value);
    }
    return trap;
}

} // namespace

quint16 freeUdpPort()
{
    QUdpSocket socket;
    return socket.bind(QHostAddress::LocalHost) ? socket.localPort() : 0;
}

Result<std::unique_ptr<SnmpReceiver>> SnmpReceiver::start(const QList<SnmpUser> &users,
                                                          const QString &community, const QString &address,
                                                          quint16 port)
{
    std::unique_ptr<SnmpReceiver> receiver(new SnmpReceiver);
    receiver->m_port = port ? port : freeUdpPort();
    const QString folder = receiver->m_folder.path();
    QFile file(folder + u"/snmptrapd.conf"_s);
    if (!file.open(QIODevice::WriteOnly))
        return fail(ErrorKind::Internal, file.errorString());
    if (!community.isEmpty())
        file.write("authCommunity log " + community.toUtf8() + '\n');
    for (const SnmpUser &user : users)
        file.write(userLines(user).toUtf8());
    file.close();
    const bool isV6 = address.contains(u':');
    const QString source = QStringLiteral(PULSE_SOURCE_DIR);
    const QStringList arguments{
        u"-f"_s,
        u"-C"_s,
        u"-c"_s,
        file.fileName(),
        u"-Lo"_s,
        u"-n"_s,
        u"-OQ"_s,
        u"-Os"_s,
        u"-M"_s,
        source + u"/tests/support/receivers/mibs:"_s + source + u"/resources/mibs"_s,
        u"-m"_s,
        u"ALL"_s,
        u"-F"_s,
        kBegin + u"%V"_s + kBetween + u"%v"_s + kEnd + u"\\n"_s,
        (isV6 ? u"udp6:[%1]:%2"_s : u"udp:%1:%2"_s).arg(address).arg(receiver->m_port)};
    const ChildOptions options{
        .environment = {u"SNMP_PERSISTENT_DIR="_s + folder, u"SNMPCONFPATH="_s + folder}};
    PULSE_TRY(receiver->m_process, ChildProcess::start(kProgram, arguments, options));
    if (!receiver->m_process->waitForLine(u"NET-SNMP version"_s))
        return fail(ErrorKind::Internal, u"snmptrapd does not start: "_s + receiver->m_process->output());
    return receiver;
}

QList<SnmpTrap> SnmpReceiver::traps() const
{
    QList<SnmpTrap> traps;
    for (const QString &part : m_process->output().split(kBegin).mid(1)) {
        if (part.contains(kEnd))
            traps.append(trapFrom(part.section(kEnd, 0, 0)));
    }
    return traps;
}

bool SnmpReceiver::waitFor(qsizetype count) const
{
    return spinUntil([&] { return traps().size() >= count; }, std::chrono::seconds{10});
}

} // namespace pulse::test
