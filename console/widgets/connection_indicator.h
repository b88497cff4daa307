// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Whether what is shown is live: a dot and a word, why not, and since when nothing was heard. A click tries
// at once.
#pragma once

#include <QAbstractButton>

namespace pulse::client {
class LiveSocket;
}

namespace pulse::widgets {

class ConnectionIndicator : public QAbstractButton {
    Q_OBJECT

public:
    explicit ConnectionIndicator(client::LiveSocket &live, QWidget *parent = nullptr);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    void refresh();
    QString explanation() const;

    client::LiveSocket &m_live;
};

} // namespace pulse::widgets
