// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// RFC 8259, plainly and slowly, to hold the product's parser against. Stricter than the grammar in one point:
// text is text, so that half a surrogate pair is refused.
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <optional>
#include <vector>

namespace pulse::fuzz {

struct JsonMember;

struct JsonValue {
    enum class Type { Null, True, False, Number, Text, Array, Object };
    Type type = Type::Null;
    QByteArray text; // of a text, without its escapes; of a number, as it was written
    std::vector<JsonMember> members; // of an object, in order; the same name may come twice
};

struct JsonMember {
    QByteArray name;
    JsonValue value;
};

// nullopt: not JSON. It calls itself for what is nested: the caller looks at the number of brackets first.
std::optional<JsonValue> readJson(QByteArrayView text);

} // namespace pulse::fuzz
