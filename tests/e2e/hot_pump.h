// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A tenant, acme, with one device, pump-1 at site-1, and a rule of severity 5 about it: above 40 degrees.
#pragma once

#include "support/process/product.h"

namespace pulse::test {

class HotPump {
public:
    // The tenant's administrator is signed in. Requires: `product` outlives it.
    static Result<HotPump> install(Product &product);

    Result<> routeTo(const QString &integrationId); // what opens, and what closes
    bool report(int temperature); // true when the broker has it

private:
    HotPump(Product &product, QByteArray token)
        : m_product(&product)
        , m_token(std::move(token))
    {
    }

    Product *m_product;
    QByteArray m_token;
    int m_seq = 0;
};

} // namespace pulse::test
