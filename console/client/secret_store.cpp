// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/secret_store.h"

namespace pulse::client {

MemorySecretStore::~MemorySecretStore()
{
    for (QByteArray &secret : m_secrets)
        secret.fill('\0');
}

QByteArray MemorySecretStore::secret(const QString &name) const { return m_secrets.value(name); }

void MemorySecretStore::keep(const QString &name, const QByteArray &secret)
{
    forget(name);
    m_secrets.insert(name, secret);
}

void MemorySecretStore::forget(const QString &name)
{
    m_secrets[name].fill('\0');
    m_secrets.remove(name);
}

} // namespace pulse::client
