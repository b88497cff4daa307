// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/tenancy/provision_token.h"

#include "model/names.h"

#include <QCryptographicHash>
#include <QRandomGenerator>
#include <array>

namespace pulse::store {

using namespace Qt::StringLiterals;

QString newProvisionToken()
{
    std::array<quint32, 6> random{}; // 24 bytes
    QRandomGenerator::system()->generate(random.begin(), random.end());
    const QByteArray bytes(reinterpret_cast<const char *>(random.data()), sizeof random);
    return u"tok-"_s + QString::fromLatin1(bytes.toBase64(QByteArray::Base64UrlEncoding));
}

QByteArray provisionTokenHash(const QString &token)
{
    return QCryptographicHash::hash(token.toUtf8(), QCryptographicHash::Sha256);
}

Result<> checkOutsideId(const QString &field, const QString &text)
{
    if (model::isId(text))
        return {};
    return invalidField(field, field + u' ' + model::idRule());
}

} // namespace pulse::store
