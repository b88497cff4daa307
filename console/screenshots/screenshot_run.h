// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Pictures of the states that pages registered, in light and dark, of a real server with a real account. A
// picture is only taken when the page shows what its model holds; otherwise the run fails and says what was
// missing.
#pragma once

#include "app/main_window.h"
#include "widgets/theme.h"

#include <QDir>
#include <QTimer>

namespace pulse::console {
class Console;
}

namespace pulse::screenshots {

struct Account {
    QString login;
    QString password;
};

// Names of all there are: of the page that signs in, and of the registered pages' pictures.
QStringList allPictures();

class ScreenshotRun : public QObject {
    Q_OBJECT

public:
    ScreenshotRun(console::Console &console, console::MainWindow &window, const QString &folder,
                  QObject *parent = nullptr);

    void setStepTimeout(std::chrono::milliseconds timeout) { m_timeout = timeout; }
    // Pictures by name; none: what a customer sees on a good day.
    void start(const Account &account, const QStringList &pictures = {});
    const QStringList &written() const { return m_written; }

signals:
    void finished(const QString &problem); // empty: all pictures are written

private:
    struct Step {
        QString picture;
        QString pageId; // empty: the page that signs in
        bool hasBanner = false;
        bool mayBeEmpty = false;
    };

    static QList<Step> allSteps();
    void begin();
    void check();
    QString missing();
    QString missingOnPage(const Step &step);
    void goTo(const Step &step);
    bool takePicture(widgets::ThemeChoice theme);
    void finish(const QString &problem);

    console::Console &m_console;
    console::MainWindow &m_window;
    QDir m_folder;
    Account m_account;
    QList<Step> m_steps;
    qsizetype m_current = 0;
    bool m_isThere = false;
    QStringList m_written;
    QTimer m_look;
    QTimer m_deadline;
    std::chrono::milliseconds m_timeout{90'000};

    friend QStringList allPictures();
};

} // namespace pulse::screenshots
