// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "standalone/broker_plugin_file.h"

#include "standalone/secret_file.h"

#include <dlfcn.h>

// The file PULSE_BROKER_PLUGIN, as it was built.
__asm__(".pushsection .rodata\n"
        ".global pulse_broker_plugin_begin\n"
        "pulse_broker_plugin_begin:\n"
        ".incbin \"" PULSE_BROKER_PLUGIN "\"\n"
        ".global pulse_broker_plugin_end\n"
        "pulse_broker_plugin_end:\n"
        ".popsection\n");
extern "C" const char pulse_broker_plugin_begin[];
extern "C" const char pulse_broker_plugin_end[];

namespace pulse::standalone {

using namespace Qt::StringLiterals;

Result<QString> writeBrokerPlugin(const DataPaths &paths)
{
    const QString file = paths.broker() + u"/plugin.so"_s;
    const auto size = pulse_broker_plugin_end - pulse_broker_plugin_begin;
    PULSE_CHECK(writeSecretFile(file, QByteArray(pulse_broker_plugin_begin, size)));
    void *loaded =
        ::dlopen(nativePath(file).constData(), RTLD_LAZY | RTLD_LOCAL); // what it calls is the broker's
    if (!loaded)
        return fail(ErrorKind::Forbidden,
                    u"cannot load from the data folder: "_s + QString::fromLocal8Bit(::dlerror()));
    ::dlclose(loaded);
    return file;
}

} // namespace pulse::standalone
