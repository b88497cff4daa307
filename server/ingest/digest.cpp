// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/digest.h"

#include <openssl/evp.h>

namespace pulse::ingest {

Sha256::Sha256()
    : m_algorithm(EVP_MD_fetch(nullptr, "SHA256", nullptr), EVP_MD_free)
    , m_context(EVP_MD_CTX_new(), EVP_MD_CTX_free)
{
}

Sha256::~Sha256() = default;

model::TokenHash Sha256::of(QByteArrayView bytes)
{
    model::TokenHash hash = {};
    unsigned length = 0;
    const bool isMade = EVP_DigestInit_ex2(m_context.get(), m_algorithm.get(), nullptr) == 1
        && EVP_DigestUpdate(m_context.get(), bytes.data(), static_cast<size_t>(bytes.size())) == 1
        && EVP_DigestFinal_ex(m_context.get(), hash.data(), &length) == 1 && length == hash.size();
    if (!isMade) // no memory, or an OpenSSL without SHA-256: no identity and no token could be trusted
        qFatal("OpenSSL makes no SHA-256");
    return hash;
}

} // namespace pulse::ingest
