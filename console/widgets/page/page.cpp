// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/page/page.h"

#include "client/session.h"

namespace pulse::widgets {

bool isFor(Audience audience, const client::Session &session)
{
    return (audience == Audience::Operators) == session.isOperator();
}

} // namespace pulse::widgets
