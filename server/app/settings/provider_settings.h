// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// [[auth.provider]] of the configuration: the OpenID providers whose tokens are taken, one table each. Not in
// the environment, which has no lists of tables.
#pragma once

#include "app/settings/toml_values.h"
#include "auth/trusted_issuer.h"

namespace pulse::app {

// Invalid: says where (FILE:LINE) and names the key.
Result<QList<auth::TrustedIssuer>> readProviders(const toml::node &node, const QString &file);

QStringList providerSettingNames(); // the keys of [[auth.provider]], for the documentation and its test

} // namespace pulse::app
