// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/webhook/webhook_signature.h"

#include "wire/delivery/integration_json.h"

#include <QMessageAuthenticationCode>

namespace pulse::delivery {

QByteArray webhookSignature(const QStringList &secrets, const SignedParts &parts)
{
    QList<QByteArray> signatures;
    for (const QString &secret : secrets) {
        QMessageAuthenticationCode code(QCryptographicHash::Sha256,
                                        wire::signingKey(secret).value_or(QByteArray()));
        code.addData(parts.id + '.' + parts.timestamp + '.' + parts.body);
        signatures.append("v1," + code.result().toBase64());
    }
    return signatures.join(' ');
}

} // namespace pulse::delivery
