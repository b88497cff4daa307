// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a source hands over with a message and wants back once everything that follows from it has committed.
// Opaque to all rooms between: they carry it, and return it to the source it names.
#pragma once

#include <QtGlobal>

namespace pulse::model {

// Invariants: a receipt belongs to the connection its message came on; the source ignores those of older
// connections, because it has been (or will be) handed the message again.
struct Receipt {
    quint32 source = 0; // which source; 0: none
    quint32 epoch = 0; // which connection of that source
    quint16 id = 0; // which message on that connection; 0: nothing to acknowledge (MQTT QoS 0)

    bool isAcknowledgeable() const { return id != 0; }
    bool operator==(const Receipt &) const = default;
};

} // namespace pulse::model
