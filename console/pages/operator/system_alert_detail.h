// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One system alert in full: what it is and what it means, its state and details, and the button that says
// that somebody knows.
#pragma once

#include "model/system_alert.h"
#include "widgets/page_frame.h"

#include <QTimer>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace pulse::widgets {
class Badge;
class FactsView;
} // namespace pulse::widgets

namespace pulse::pages {

class SystemAlertDetail : public widgets::DetailCard {
    Q_OBJECT

public:
    explicit SystemAlertDetail(const Clock &clock, QWidget *parent = nullptr);
    void setAlert(const model::SystemAlert *alert); // nullptr: none
    void showProblem(const QString &text); // why it could not be acknowledged
    QString shownTitle() const;
    QPushButton *acknowledgeButton() const { return m_acknowledge; }

signals:
    void acknowledgeRequested(qint64 systemAlertId);

private:
    void addParts(QVBoxLayout *layout);
    void refresh();
    void showState();

    const Clock &m_clock;
    std::optional<model::SystemAlert> m_alert;
    QTimer m_timer; // ages
    widgets::Badge *m_severity;
    widgets::Badge *m_status;
    QLabel *m_title;
    QLabel *m_meaning;
    widgets::FactsView *m_state;
    QLabel *m_detailsCaption;
    widgets::FactsView *m_details;
    QPushButton *m_acknowledge;
    QLabel *m_problem;
};

} // namespace pulse::pages
