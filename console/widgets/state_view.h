// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What stands where rows would: a quiet skeleton while loading, a sentence when there is nothing, and why it
// failed with a way to try again.
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace pulse::widgets {

class StateView : public QWidget {
    Q_OBJECT

public:
    explicit StateView(QWidget *parent = nullptr);

    void showLoading();
    void showEmpty(const QString &title, const QString &text, const QString &iconName);
    void showError(const QString &text);
    bool isLoading() const { return m_isLoading; }
    QString title() const;

signals:
    void retryRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void showMessage(const QString &title, const QString &text, const QString &iconName);
    void showIcon();

    QString m_iconName;
    QLabel *m_icon;
    QLabel *m_title;
    QLabel *m_text;
    QPushButton *m_retry;
    bool m_isLoading = false;
    bool m_isError = false;
};

} // namespace pulse::widgets
