// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A metric's current value, large, with its unit and, for metrics whose limits are known, a thin gauge.
#pragma once

#include <QFrame>
#include <QJsonValue>

class QLabel;

namespace pulse::widgets {

class MetricTile : public QFrame {
    Q_OBJECT

public:
    explicit MetricTile(const QString &metric, QWidget *parent = nullptr);
    void setValue(const QJsonValue &value);
    QString shownValue() const;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_metric;
    QLabel *m_value;
    QLabel *m_unit;
    double m_number = 0;
    bool m_hasNumber = false;
};

} // namespace pulse::widgets
