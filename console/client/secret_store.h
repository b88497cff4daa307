// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A seam: where refresh tokens are kept. In memory for now; a key chain implements the same three functions.
#pragma once

#include <QByteArray>
#include <QHash>
#include <QString>

namespace pulse::client {

class SecretStore {
public:
    virtual ~SecretStore() = default;
    virtual QByteArray secret(const QString &name) const = 0; // empty when there is none
    virtual void keep(const QString &name, const QByteArray &secret) = 0;
    virtual void forget(const QString &name) = 0;
};

// Forgets everything with the process; overwrites what it forgets.
class MemorySecretStore final : public SecretStore {
public:
    ~MemorySecretStore() override;
    QByteArray secret(const QString &name) const override;
    void keep(const QString &name, const QByteArray &secret) override;
    void forget(const QString &name) override;

private:
    QHash<QString, QByteArray> m_secrets;
};

} // namespace pulse::client
