// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/receivers/self_signed.h"

#include <memory>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace pulse::test {

namespace {

template <class T> using Owned = std::unique_ptr<T, void (*)(T *)>;

template <class Write> QByteArray pem(Write write)
{
    const Owned<BIO> out(BIO_new(BIO_s_mem()), BIO_free_all);
    write(out.get());
    const char *bytes = nullptr;
    const long length = BIO_ctrl(out.get(), BIO_CTRL_INFO, 0, &bytes);
    return {bytes, length};
}

void addExtension(X509 *certificate, int id, const char *value)
{
    const Owned<X509_EXTENSION> extension(X509V3_EXT_conf_nid(nullptr, nullptr, id, value),
                                          X509_EXTENSION_free);
    X509_add_ext(certificate, extension.get(), -1);
}

} // namespace

SelfSigned selfSigned()
{
    const Owned<EVP_PKEY> key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"), EVP_PKEY_free);
    const Owned<X509> certificate(X509_new(), X509_free);
    X509_set_version(certificate.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_set_pubkey(certificate.get(), key.get());
    X509_NAME *name = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char *>("test"), -1,
                               -1, 0);
    X509_set_issuer_name(certificate.get(), name);
    addExtension(certificate.get(), NID_subject_alt_name,
                 "IP:127.0.0.1,DNS:hook.example,DNS:receiver.example");
    addExtension(certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    return {pem([&](BIO *out) {
                PEM_write_bio_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
            }),
            pem([&](BIO *out) { PEM_write_bio_X509(out, certificate.get()); })};
}

} // namespace pulse::test
