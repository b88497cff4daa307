// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// SHA-256 of many short texts: the processor's own instructions, and nothing set up anew for each.
//
// Thread safety: none; each owner has one.
#pragma once

#include "model/registry_snapshot.h"

#include <QByteArrayView>
#include <memory>

struct evp_md_ctx_st;
struct evp_md_st;

namespace pulse::ingest {

class Sha256 {
public:
    Sha256();
    ~Sha256();

    model::TokenHash of(QByteArrayView bytes);

private:
    std::unique_ptr<evp_md_st, void (*)(evp_md_st *)> m_algorithm;
    std::unique_ptr<evp_md_ctx_st, void (*)(evp_md_ctx_st *)> m_context;
};

} // namespace pulse::ingest
