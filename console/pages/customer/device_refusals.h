// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What was refused of a device: a row a reason, in words, with how often; nothing at all while there is
// nothing.
#pragma once

#include "base/clock.h"
#include "model/refusal.h"

#include <QWidget>

namespace pulse::widgets {
class FactsView;
} // namespace pulse::widgets

namespace pulse::pages {

class DeviceRefusals : public QWidget {
    Q_OBJECT

public:
    explicit DeviceRefusals(QWidget *parent = nullptr);

    void show(const model::DeviceRefusals &refusals, Instant now);
    QStringList shownReasons() const { return m_shown; }

private:
    widgets::FactsView *m_facts;
    QStringList m_shown;
};

} // namespace pulse::pages
