// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Values of a TOML file as the types that settings have. assign() says false, and leaves the target, where
// the value is of another type or too large.
#pragma once

#include <QStringList>
#include <toml++/toml.h>

namespace pulse::app {

constexpr int kMostNumber = 1'000'000'000;

QString textOf(std::string_view text);
QString place(const QString &file, const toml::source_region &source); // FILE:LINE

bool assign(QString &target, const toml::node &node);
bool assign(int &target, const toml::node &node); // 0 to kMostNumber
bool assign(bool &target, const toml::node &node);
bool assign(QStringList &target, const toml::node &node);

} // namespace pulse::app
