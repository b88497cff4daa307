// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A real mail server (aiosmtpd) on loopback, and what it was sent, as Python's mail parser reads it.
//
// Thread safety: none. The destructor ends it.
#pragma once

#include "support/process/child_process.h"
#include "support/receivers/self_signed.h"

#include <QTemporaryDir>

namespace pulse::test {

enum class SmtpTls { None, StartTls, Implicit };

struct SmtpReceiverOptions {
    SmtpTls tls = SmtpTls::StartTls; // StartTls: insists on it
    QString user = {}; // empty: no login; else it insists on one
    QString password = {};
};

struct SmtpMail {
    QString from; // of the envelope
    QStringList to;
    bool isTls = false;
    QString login; // empty: none
    QByteArray raw; // as it came, dots unstuffed
    QList<std::pair<QString, QString>> headers; // decoded
    QString type; // of the whole
    QString text;
    QString html;
    QStringList defects; // what the parser found wrong

    QString header(const QString &name) const; // empty when absent
};

class SmtpReceiver {
public:
    // A recipient answer-550@… is refused so, data-451@… refuses the mail after its end.
    static Result<std::unique_ptr<SmtpReceiver>> start(const SmtpReceiverOptions &options);

    quint16 port() const { return m_port; }
    QByteArray authorityFile() const; // whom to trust in order to trust it: mail as 127.0.0.1 or hook.example
    QList<SmtpMail> mails() const;
    QStringList
    introductions() const; // as what senders introduced themselves; a name without a domain is refused
    int connectionCount() const; // ever accepted

private:
    SmtpReceiver() = default;

    QTemporaryDir m_folder;
    std::unique_ptr<ChildProcess> m_process;
    quint16 m_port = 0;
};

} // namespace pulse::test
