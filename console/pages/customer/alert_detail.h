// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One alert in full: what it says, its three facts (condition, acknowledgement, suppression), and its
// details.
#pragma once

#include "client/api_client.h"
#include "widgets/page_frame.h"

#include <QTimer>
#include <optional>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace pulse::widgets {
class Badge;
class FactsView;
struct Fact;
} // namespace pulse::widgets

namespace pulse::pages {

class AlertActions;

class AlertDetail : public widgets::DetailCard {
    Q_OBJECT

public:
    explicit AlertDetail(const Clock &clock, QWidget *parent = nullptr);
    void setAlert(const model::Alert *alert); // nullptr: none
    void setHistory(const QList<model::Transition> &transitions);
    void setMayAct(bool mayAct); // an administrator of the tenant
    void showProblem(const QString &text); // of the last act
    QString shownTitle() const;

signals:
    void deviceActivated(const QString &deviceId);
    void actRequested(const pulse::client::AlertAct &act);

private:
    void addParts(QVBoxLayout *layout);
    void refresh();
    void showFacts();
    QList<widgets::Fact> conditionFacts() const;

    const Clock &m_clock;
    std::optional<model::Alert> m_alert;
    QTimer m_timer; // ages
    widgets::Badge *m_severity;
    widgets::Badge *m_status;
    QLabel *m_summary;
    widgets::FactsView *m_origin;
    widgets::FactsView *m_facts;
    widgets::FactsView *m_details;
    QLabel *m_detailsCaption;
    widgets::FactsView *m_history;
    QLabel *m_historyCaption;
    AlertActions *m_actions;
    QPushButton *m_openDevice;
};

} // namespace pulse::pages
