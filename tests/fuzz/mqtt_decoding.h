// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What must hold of the decoders of MQTT packets.
#pragma once

#include <QByteArrayView>

namespace pulse::fuzz {

// `packet` has its fixed header. Every decoder is called on it, those of other packets too.
void decodingHolds(QByteArrayView packet);

} // namespace pulse::fuzz
