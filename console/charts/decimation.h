// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Fewer points, same picture: per pixel column the lowest and the highest sample, in order of time. Pure.
#pragma once

#include <QList>
#include <QPointF>
#include <vector>

namespace pulse::charts {

struct DecimationWindow {
    double from = 0; // x of the left edge
    double to = 1; // x of the right edge
    int columns = 1; // pixels
    double gap = 0; // samples further apart than this are not joined; 0: always joined
};

// Lines to draw, at most two points per pixel column plus one neighbour beyond each edge, so that a line
// enters and leaves the window at the right height. `samples` are in order of x.
std::vector<QList<QPointF>> decimate(const QList<QPointF> &samples, const DecimationWindow &window);

// A distance that ordinary samples stay well below: four times the median one. 0 when there are too few to
// tell.
double typicalGap(const QList<QPointF> &samples);

struct Extent {
    double low = 0;
    double high = 0;
    bool isEmpty = true;
};
Extent extentOf(const std::vector<QList<QPointF>> &lines);

} // namespace pulse::charts
