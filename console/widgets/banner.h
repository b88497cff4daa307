// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A slim strip across the top of the window: one sentence, in the colour of its weight, and perhaps one
// button. Not there when there is nothing to say.
#pragma once

#include "models/service_notice.h"
#include "widgets/theme.h"

#include <QFrame>

class QLabel;
class QPushButton;

namespace pulse::widgets {

class ElidedLabel;

class Banner : public QFrame {
    Q_OBJECT

public:
    explicit Banner(QWidget *parent = nullptr);

    void setNotice(const std::optional<models::ServiceNotice> &notice);
    const std::optional<models::ServiceNotice> &notice() const { return m_notice; }

signals:
    void actionRequested(pulse::models::ServiceNotice::Action action);

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    Tone tone() const;
    void showColors();

    std::optional<models::ServiceNotice> m_notice;
    QLabel *m_icon;
    ElidedLabel *m_text;
    QPushButton *m_action;
};

} // namespace pulse::widgets
