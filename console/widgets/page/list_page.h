// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A page that is a list: what filters it above, the table or why there is none, and beside it the chosen one
// in full.
//
// Invariants: what is inspected is the chosen id, not a place in the list: when it leaves the list nothing
// else is chosen in its stead, unless the page says so. Rows do not move under a pointer that moves.
#pragma once

#include "models/list/list_model.h"
#include "widgets/content_stack.h"
#include "widgets/page/inspector.h"
#include "widgets/page/page.h"

#include <QTimer>

class QLineEdit;

namespace pulse::widgets {

class DataTable;
class SegmentedControl;

struct ListLook {
    QString name; // of the table, for who does not see it
    EmptyText whenEmpty = {};
    EmptyText whenFiltered = {}; // empty, with another filter than the first
    QString choicesName = {};
    QStringList choices = {}; // ListFilter::choice
    bool countsChoices = false; // beside each but the first: how many there are of group choice - 1
    QString searchHint = {}; // none: there is no search
    bool isSortable = false;
    std::chrono::seconds readAnewEvery{0}; // what is in sight; 0: live changes tell all
    QString whenNoneIsChosen = {}; // none: the page has no inspector
    bool keepsChosen = true; // when it leaves; or else the first is chosen instead
};

class ListPage : public Page {
    Q_OBJECT

public:
    void enter() override { m_model->load(); }
    void leave() override;
    void reload() override { m_model->load(); }
    void focusContent() override;
    void focusSearch() override;
    bool isEmpty() const; // read, and without rows
    QString missing() const override;

    DataTable *table() const { return m_table; }
    Inspector *inspector() const { return m_inspector; }
    const QString &chosen() const { return m_chosen; } // id; empty: none

protected:
    ListPage(const PageContext &context, QWidget *parent);

    // To be called first, by the constructor: the list is a member of the page.
    void build(const PageDescription &description, models::ListModel &model, const ListLook &look);
    void refreshInspector();
    virtual std::optional<Inspection> inspect(const QString &id); // none: what is shown stays
    virtual void activate(const QString &id) { Q_UNUSED(id) } // double click or Enter
    void changeEvent(QEvent *event) override;

private:
    QWidget *buildSearch();
    void layOut(const QString &title);
    void connectModel();
    void holdWhilePointed(bool isInside);
    void applyFilter();
    void refresh();
    void refreshCounts();
    void keepChosen();
    void chooseSelected();
    void readVisibleAnew();

    const Clock &m_clock;
    models::ListModel *m_model = nullptr;
    ListLook m_look;
    QLabel *m_count = nullptr;
    QLabel *m_waiting = nullptr;
    QLineEdit *m_search = nullptr;
    SegmentedControl *m_choice = nullptr;
    DataTable *m_table = nullptr;
    ContentStack *m_stack = nullptr;
    Inspector *m_inspector = nullptr;
    QString m_chosen;
    QTimer m_typing;
    QTimer m_anew;
    QTimer m_ages; // in the inspector
    QTimer m_still; // since the pointer moved
};

} // namespace pulse::widgets
