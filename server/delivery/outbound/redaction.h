// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Makes what a receiver said fit to keep: an echo of what we sent must not bring a secret into the database
// or a log.
#pragma once

#include "delivery/outbound/address_guard.h"

#include <QByteArray>
#include <QJsonObject>
#include <QStringList>

namespace pulse::delivery {

class Redaction {
public:
    // Secret are: header values and their words; the URL's user, password, path parts and query values, as
    // written and decoded, of four characters or more.
    Redaction(const Target &target, const QJsonObject &headers);
    // A login, in any form that SMTP says it in.
    Redaction(const QString &user, const QString &password);

    // At most `most` characters of one line; `isCut` says that the text went on beyond `text`.
    QString excerpt(const QByteArray &text, bool isCut, qsizetype most = 256) const;

private:
    void addLogin(const QString &user, const QString &password);
    void sortSecrets();
    void addSecret(const QString &secret);
    void addWords(const QString &text);

    QStringList m_secrets; // longest first
};

} // namespace pulse::delivery
