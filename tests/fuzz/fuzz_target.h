// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One thing that somebody else can send us, and what must hold whatever was sent:
//
//   PULSE_FUZZ_TARGET(topic) { PULSE_HOLDS(…input…); }
//
// The same code runs twice. With clang each target is an executable of its own that libFuzzer feeds
// (fuzz_main.cpp); with any compiler all of them are in test_fuzz_corpus, which feeds them the files of
// corpus/TARGET/ (corpus_test.cpp).
//
// Invariants: a target is a function of its input alone, so that a file is enough to see a failure again.
#pragma once

#include <QByteArrayView>
#include <map>
#include <string>

namespace pulse::fuzz {

struct Target {
    // `input` is one allocation of exactly its size, so that AddressSanitizer sees a read past its end.
    using Run = void (*)(QByteArrayView input);
    Target(const char *name, Run run); // remembers both until the end of the process
};

const std::map<std::string, Target::Run> &targets();

// Says what did not hold, and ends the process the way a fuzzer takes for a crash.
[[noreturn]] void broken(const char *claim, const char *file, int line);

} // namespace pulse::fuzz

#define PULSE_FUZZ_TARGET(name)                                                                              \
    static void fuzz_##name(QByteArrayView input);                                                           \
    static const pulse::fuzz::Target registered_##name(#name, fuzz_##name);                                  \
    static void fuzz_##name(QByteArrayView input)

// Unlike an assertion it is there in every build.
#define PULSE_HOLDS(claim)                                                                                   \
    static_cast<void>((claim) || (pulse::fuzz::broken(#claim, __FILE__, __LINE__), false))
