// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/reference_text.h"

#include <array>
#include <functional>

namespace pulse::fuzz {

namespace {

struct Sequence {
    quint8 firstFrom;
    quint8 firstTo;
    quint8 secondFrom;
    quint8 secondTo;
    int size;
};

constexpr std::array kSequences{
    Sequence{0x00, 0x7F, 0, 0, 1},       Sequence{0xC2, 0xDF, 0x80, 0xBF, 2},
    Sequence{0xE0, 0xE0, 0xA0, 0xBF, 3}, Sequence{0xE1, 0xEC, 0x80, 0xBF, 3},
    Sequence{0xED, 0xED, 0x80, 0x9F, 3}, Sequence{0xEE, 0xEF, 0x80, 0xBF, 3},
    Sequence{0xF0, 0xF0, 0x90, 0xBF, 4}, Sequence{0xF1, 0xF3, 0x80, 0xBF, 4},
    Sequence{0xF4, 0xF4, 0x80, 0x8F, 4},
};

// How many bytes one character has; 0: it is none.
int characterSize(QByteArrayView text)
{
    const auto at = [text](int i) { return static_cast<quint8>(text[i]); };
    for (const Sequence &sequence : kSequences) {
        if (at(0) < sequence.firstFrom || at(0) > sequence.firstTo)
            continue;
        if (text.size() < sequence.size)
            return 0;
        if (sequence.size > 1 && (at(1) < sequence.secondFrom || at(1) > sequence.secondTo))
            return 0;
        for (int i = 2; i < sequence.size; ++i) {
            if (at(i) < 0x80 || at(i) > 0xBF)
                return 0;
        }
        return sequence.size;
    }
    return 0;
}

} // namespace

bool isWellFormedUtf8(QByteArrayView text)
{
    while (!text.isEmpty()) {
        const int size = characterSize(text);
        if (size == 0)
            return false;
        text = text.sliced(size);
    }
    return true;
}

bool isWithin(QByteArrayView part, QByteArrayView whole)
{
    const std::less_equal<> isNotBehind; // of pointers into different objects too
    return part.isEmpty()
        || (isNotBehind(whole.data(), part.data())
            && isNotBehind(part.data() + part.size(), whole.data() + whole.size()));
}

} // namespace pulse::fuzz
