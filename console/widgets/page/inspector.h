// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The chosen one in full, beside its list: badges, a title, what one can do to it, and its fields in
// sections; or a line that says that none is chosen. What does not fit is scrolled to.
#pragma once

#include "widgets/badge.h"
#include "widgets/facts_view.h"

#include <QFrame>
#include <optional>

class QLabel;
class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace pulse::widgets {

struct InspectorSection {
    QString caption; // none: below the title, without a line between
    QList<Fact> facts; // none: the section is not shown
};

struct Inspection {
    QString id;
    QList<BadgeLook> badges = {}; // at most two
    QString title = {};
    QString toolTip = {}; // of the title
    QString text = {};
    QList<InspectorSection> sections = {};
};

class Inspector : public QFrame {
    Q_OBJECT

public:
    Inspector(const QString &whenNoneIsChosen, QWidget *parent);

    QPushButton *addAction(const QString &text, const QString &toolTip = {});
    void addActions(QWidget *actions);

    void inspect(const std::optional<Inspection> &inspection); // none: none is chosen
    void waitForAnswer(); // nothing can be done until something is shown
    void showProblem(const QString &text); // with what was done last; stays until another is inspected
    QString shownTitle() const;

private:
    struct Section {
        QFrame *divider = nullptr;
        QLabel *caption = nullptr;
        FactsView *facts = nullptr;
    };

    void addSection();
    void showSections(const QList<InspectorSection> &sections);

    QString m_shownId;
    QWidget *m_body;
    QVBoxLayout *m_layout; // of the body
    QScrollArea *m_scroll;
    QLabel *m_nothing;
    QList<Badge *> m_badges;
    QLabel *m_title;
    QLabel *m_text;
    QWidget *m_actions;
    QLabel *m_problem;
    QList<Section> m_sections;
};

} // namespace pulse::widgets
