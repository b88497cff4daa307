// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A pill with a dot and a word: what a status or a severity looks like, in a table or by itself.
#pragma once

#include "model/alert.h"
#include "model/device.h"
#include "widgets/theme.h"

#include <QWidget>

class QPainter;

namespace pulse::widgets {

struct BadgeLook {
    QString text;
    Tone tone = Tone::Neutral;
};

BadgeLook badgeOf(model::DeviceStatus status);
BadgeLook badgeOf(model::AlertStatus status);
BadgeLook severityBadge(int severity);

QSizeF badgeSize(const BadgeLook &look);
void paintBadge(QPainter &painter, const QRectF &cell,
                const BadgeLook &look); // at the cell's left, centred in height

class Badge : public QWidget {
    Q_OBJECT

public:
    explicit Badge(QWidget *parent = nullptr);
    void setLook(const BadgeLook &look);
    const BadgeLook &look() const { return m_look; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    BadgeLook m_look;
};

} // namespace pulse::widgets
