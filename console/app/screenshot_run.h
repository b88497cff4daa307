// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Pictures of every page in light and dark, of a real server with a real account. A picture is only taken
// when the page shows what its model holds; otherwise the run fails and says what was missing. Waits on the
// models' signals.
#pragma once

#include "app/main_window.h"
#include "widgets/theme.h"

#include <QDir>
#include <QTimer>
#include <functional>

namespace pulse::console {

class Console;

struct Account {
    QString login;
    QString password;
};

class ScreenshotRun : public QObject {
    Q_OBJECT

public:
    ScreenshotRun(Console &console, MainWindow &window, const QString &folder, QObject *parent = nullptr);

    void setStepTimeout(std::chrono::milliseconds timeout) { m_timeout = timeout; }
    void start(const Account &account, const QStringList &pages = {}); // none: those of a customer
    const QStringList &written() const { return m_written; }

signals:
    void finished(const QString &problem); // empty: all pictures are written

private:
    // A page: how to get there, and what is still missing before its picture (empty: nothing).
    struct Step {
        QString page;
        std::function<void()> enter;
        std::function<QString()> missing;
    };

    QList<Step> allSteps(const Account &account);
    void begin();
    void check();
    void takePictures();
    bool takePicture(widgets::ThemeChoice theme);
    void finish(const QString &problem);
    void watchModels();

    Console &m_console;
    MainWindow &m_window;
    QDir m_folder;
    QList<Step> m_steps;
    qsizetype m_current = 0;
    QStringList m_written;
    QTimer m_deadline;
    std::chrono::milliseconds m_timeout{90'000};
    bool m_isDone = false;
};

} // namespace pulse::console
