// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where no channel may be led: at least five of each class. Literals are refused as they are; names because
// of what they lead to, or how they are called.
#pragma once

#include <QStringList>

namespace pulse::test {

using namespace Qt::StringLiterals;

struct HostileHosts {
    const char *what;
    QStringList hosts;
};

inline QList<HostileHosts> hostileHosts()
{
    const auto list = [](const char *what, std::initializer_list<const char *> hosts) {
        HostileHosts entry{what, {}};
        for (const char *text : hosts) {
            const QString host = QString::fromUtf8(text);
            entry.hosts.append(host.count(u':') > 1 ? u'[' + host + u']' : host); // as it stands in a URL
        }
        return entry;
    };
    return {
        list("loopback", {"127.0.0.2", "127.1.2.3", "127.255.255.254", "127.0.1.1", "::1"}),
        list("private",
             {"10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.254", "192.168.0.1", "fec0::1"}),
        list("link-local", {"169.254.0.1", "169.254.1.2", "169.254.255.254", "fe80::1", "febf::1"}),
        list("metadata",
             {"169.254.169.254", "169.254.170.2", "168.63.129.16", "100.100.100.200", "fd00:ec2::254"}),
        list("CGNAT", {"100.64.0.1", "100.127.255.254", "100.65.1.1", "100.100.0.1", "100.64.0.0"}),
        list("unique local", {"fc00::1", "fd00::1", "fdff::1", "fd12:3456:789a::1", "fcff:ffff::2"}),
        list("multicast", {"224.0.0.1", "239.255.255.250", "232.1.1.1", "ff02::1", "ff0e::1"}),
        list("broadcast and reserved",
             {"255.255.255.255", "255.255.255.254", "255.0.0.1", "240.0.0.1", "250.1.2.3"}),
        list("unspecified", {"0.0.0.0", "0.0.0.1", "0.1.2.3", "0.255.255.255", "::"}),
        list("IPv4-mapped",
             {"::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a00:1", "::ffff:169.254.169.254",
              "0:0:0:0:0:ffff:7f00:1", "::ffff:8.8.8.8"}),
        list("IPv4-compatible", {"::127.0.0.1", "::7f00:1", "::10.0.0.1", "::169.254.169.254", "::8.8.8.8"}),
        list("NAT64",
             {"64:ff9b::7f00:1", "64:ff9b::10.0.0.1", "64:ff9b:1::1", "64:ff9b::a9fe:a9fe", "64:ff9b::1"}),
        list("6to4", {"2002:7f00:1::1", "2002:a00:1::1", "2002:c0a8:1::1", "2002:a9fe:a9fe::1", "2002::1"}),
        list("Teredo",
             {"2001::1", "2001:0:7f00:1::1", "2001:0:ffff::1", "2001:0:53aa:64c::1", "2001:0:1:2:3:4:5:6"}),
        list("decimal", {"2130706433", "127.1", "127.0.1", "10.1", "2852039166", "0", "169.254.43518"}),
        list("octal", {"017700000001", "0177.0.0.1", "0177.0.0.01", "012.0.0.1", "0251.0376.0251.0376"}),
        list("hexadecimal", {"0x7f000001", "0x7f.1", "0x7f.0.0.0x1", "0xa9fea9fe", "0xA.0x0.0x0.0x1"}),
        list("other spellings",
             {"127.0.0.1.", "１２７.0.0.1", "127。0。0。1", "①②⑦.0.0.1", "127.0.0.1%00.example.com"}),
        list("inside names",
             {"localhost", "LOCALHOST", "localhost.localdomain", "printer.local", "db.internal",
              "x.localhost", "metadata.google.internal", "intranet"}),
        list("no hosts",
             {"a b.example", "host..example", "-host.example", "fe80::1%eth0", "host.example\r\nx",
              "host.example:99999", "user@127.0.0.1"}),
    };
}

// Whether it is 127.0.0.1 in some spelling.
inline bool isReceiversAddress(const QString &host)
{
    const QString plain = host.normalized(QString::NormalizationForm_KC).replace(u'。', u'.');
    static const QStringList spellings{u"2130706433"_s,   u"127.1"_s,      u"127.0.1"_s,
                                       u"017700000001"_s, u"0177.0.0.1"_s, u"0177.0.0.01"_s,
                                       u"0x7f000001"_s,   u"0x7f.1"_s,     u"0x7f.0.0.0x1"_s};
    return plain.contains(u"127.0.0.1"_s) || spellings.contains(plain);
}

// Other addresses of this machine, where receivers do not listen.
inline QStringList elsewhere()
{
    return {u"127.0.0.2"_s, u"127.0.1.1"_s, u"127.1.2.3"_s, u"127.255.255.254"_s, u"::1"_s};
}

} // namespace pulse::test
