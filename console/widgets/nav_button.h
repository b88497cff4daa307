// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// An entry of the sidebar: icon, word, and a number when there is one worth seeing.
#pragma once

#include <QAbstractButton>

namespace pulse::widgets {

class NavButton : public QAbstractButton {
    Q_OBJECT

public:
    NavButton(const QString &iconName, const QString &text, QWidget *parent = nullptr);
    void setBadge(const QString &badge);
    QSize sizeHint() const override { return {180, 36}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    void paintBadgeText(QPainter &painter) const;

    QString m_iconName;
    QString m_badge;
};

} // namespace pulse::widgets
