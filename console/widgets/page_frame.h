// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the pages that show a list have in common: a row with the title, the list on a card, and beside it the
// chosen one in full.
#pragma once

#include <QFrame>

class QLabel;
class QLayout;
class QScrollArea;
class QVBoxLayout;

namespace pulse::widgets {

class Badge;

// The title, how many there are, and at the right what filters them.
QLayout *makePageHead(QWidget *page, const QString &title, QWidget *count, const QList<QWidget *> &filters);

// Makes the page's layout. `detail`: may be none.
void layOutListPage(QWidget *page, QLayout *head, QWidget *list, QWidget *detail);

// Down only, and nothing to be seen of it while everything fits.
QScrollArea *makeScroll(QWidget *content, QWidget *parent);

// The chosen one in full, or a line that says that none is. What does not fit is scrolled to.
class DetailCard : public QFrame {
    Q_OBJECT

public:
    DetailCard(const QString &whenEmpty, QWidget *parent);

protected:
    QWidget *body() const { return m_body; }
    QVBoxLayout *bodyLayout() const;
    void addBadges(Badge *severity, Badge *status); // the first row
    void setIsEmpty(bool isEmpty);

private:
    QWidget *m_body;
    QScrollArea *m_scroll;
    QLabel *m_nothing;
};

} // namespace pulse::widgets
