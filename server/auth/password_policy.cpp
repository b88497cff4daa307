// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/password_policy.h"

#include <QFile>
#include <QSet>

// Outside the namespace: the macro declares the resource's function where it stands.
static void loadPasswordResource() { Q_INIT_RESOURCE(pulse_passwords); }

namespace pulse::auth {

using namespace Qt::StringLiterals;

namespace {

QSet<QString> readCommon()
{
    loadPasswordResource();
    QFile file(u":/pulse/auth/common_passwords.txt"_s);
    [[maybe_unused]] const bool isOpen = file.open(QIODevice::ReadOnly);
    Q_ASSERT(isOpen);
    QSet<QString> common;
    for (const QString &line : QString::fromUtf8(file.readAll()).split(u'\n', Qt::SkipEmptyParts)) {
        if (!line.startsWith(u'#'))
            common.insert(line);
    }
    return common;
}

bool isCommon(const QString &password)
{
    static const QSet<QString> kCommon = readCommon();
    QString tried = password.toLower();
    if (kCommon.contains(tried))
        return true;
    while (!tried.isEmpty() && !tried.back().isLetter())
        tried.chop(1);
    return kCommon.contains(tried);
}

} // namespace

Result<> checkPassword(const QString &field, const QString &password)
{
    if (password.size() < kShortestPassword)
        return invalidField(field, u"a password has %1 characters or more"_s.arg(kShortestPassword));
    if (password.toUtf8().size() > kLongestPassword)
        return invalidField(field, u"a password has at most %1 bytes"_s.arg(kLongestPassword));
    if (isCommon(password))
        return invalidField(field, u"this password is one of the first that somebody would try"_s);
    return {};
}

} // namespace pulse::auth
