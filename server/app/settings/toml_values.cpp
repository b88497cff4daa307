// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settings/toml_values.h"

namespace pulse::app {

using namespace Qt::StringLiterals;

QString textOf(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QString place(const QString &file, const toml::source_region &source)
{
    return u"%1:%2"_s.arg(file).arg(source.begin.line);
}

bool assign(QString &target, const toml::node &node)
{
    if (const auto *value = node.as_string())
        return target = textOf(value->get()), true;
    return false;
}

bool assign(int &target, const toml::node &node)
{
    if (const auto *value = node.as_integer(); value && value->get() >= 0 && value->get() <= kMostNumber)
        return target = static_cast<int>(value->get()), true;
    return false;
}

bool assign(bool &target, const toml::node &node)
{
    if (const auto *value = node.as_boolean())
        return target = value->get(), true;
    return false;
}

bool assign(QStringList &target, const toml::node &node)
{
    const auto *array = node.as_array();
    if (!array || (!array->empty() && !array->is_homogeneous<std::string>()))
        return false;
    target.clear();
    for (const auto &item : *array)
        target.append(textOf(item.as_string()->get()));
    return true;
}

} // namespace pulse::app
