// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Names and values below each other, as on a data sheet.
#pragma once

#include <QWidget>

class QGridLayout;

namespace pulse::widgets {

struct Fact {
    QString name;
    QString value;
    QString toolTip = {};
    bool operator==(const Fact &) const = default;
};

class FactsView : public QWidget {
    Q_OBJECT

public:
    explicit FactsView(QWidget *parent = nullptr);
    void setFacts(const QList<Fact> &facts); // touches only what changed

private:
    void addRow();

    QGridLayout *m_grid;
    QList<Fact> m_facts;
    int m_rows = 0;
};

} // namespace pulse::widgets
