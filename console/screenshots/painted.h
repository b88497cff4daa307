// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Whether what a page holds is also painted: each function says what is missing, or nothing.
#pragma once

#include <QString>

class QWidget;

namespace pulse::widgets {
class Banner;
}

namespace pulse::screenshots {

// Rows, as many as the model holds, and the first one with something else than background.
QString missingInTables(const QWidget &page);
// A line in its colour in the first chart in sight.
QString missingInCharts(const QWidget &page);
// There, with its text on something else than the window's colour.
QString missingInBanner(widgets::Banner &banner);

} // namespace pulse::screenshots
