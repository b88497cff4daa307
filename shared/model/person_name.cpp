// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/person_name.h"

#include <algorithm>

namespace pulse::model {

namespace {

// No space and no bracket, so that it cannot be read as a name with a person behind it.
bool isPlain(const QString &login)
{
    return !login.isEmpty() && std::all_of(login.begin(), login.end(), [](QChar c) {
        return c.isLetterOrNumber() || QStringView(u"._@+-").contains(c);
    });
}

} // namespace

QString nameOf(const Principal &principal)
{
    const bool isOurs = !principal.subject.contains(u'#');
    if (isOurs)
        return principal.login.isEmpty() ? principal.subject : principal.login;
    return isPlain(principal.login) ? QStringLiteral("%1 (%2)").arg(principal.login, principal.subject)
                                    : principal.subject;
}

} // namespace pulse::model
