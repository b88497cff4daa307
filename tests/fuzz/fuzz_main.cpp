// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What libFuzzer calls: the one target that is linked in.
#include "fuzz/fuzz_target.h"

#include <QCoreApplication>

extern "C" int LLVMFuzzerInitialize(int *argc, char ***argv);
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *bytes, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    qputenv("QT_NO_GLIB", "1"); // the plain event loop: half the work a turn
    static QCoreApplication application(*argc, *argv);
    qInstallMessageHandler([](QtMsgType, const QMessageLogContext &, const QString &) {});
    return 0;
}

int LLVMFuzzerTestOneInput(const std::uint8_t *bytes, size_t size)
{
    static const pulse::fuzz::Target::Run run = pulse::fuzz::targets().begin()->second;
    run(QByteArrayView(bytes, static_cast<qsizetype>(size)));
    return 0;
}
