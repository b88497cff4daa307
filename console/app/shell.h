// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is seen when signed in: the banner, the rail, the header, and the pages of the registry that are for
// whoever signed in, with a way back.
#pragma once

#include "app/console.h"
#include "widgets/page/page.h"

class QLabel;
class QStackedWidget;
class QToolButton;

namespace pulse::widgets {
class Banner;
class NavButton;
} // namespace pulse::widgets

namespace pulse::console {

class Shell : public QWidget {
    Q_OBJECT

public:
    explicit Shell(Console &console, QWidget *parent = nullptr);

    void enter(); // signed in
    void leave(); // signed out: forgets everything
    void showPage(const QString &pageId, const QString &subject = {});
    void search(const QString &pageId); // shows it, with the focus where one types
    void goBack();
    void reload();

    template <class P> P *page() const { return findChild<P *>(); }
    widgets::Page *pageOf(const QString &pageId) const;
    widgets::Page *currentPage() const;
    widgets::Banner *banner() const { return m_banner; }

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Entry {
        widgets::PageDescription description;
        widgets::Page *page = nullptr;
        widgets::NavButton *button = nullptr; // none: it is below another page
    };
    struct Place {
        QString pageId;
        QString subject;
        bool operator==(const Place &) const = default;
    };

    void makePages();
    QWidget *buildSidebar();
    QWidget *buildHeader();
    void connectPage(const Entry &entry);
    void connectBanner();
    void refreshBanner();
    void go(const Place &place);
    const Entry &entryOf(const QString &pageId) const;
    QList<Entry> entered() const; // those for whoever is signed in
    void showIcons();

    Console &m_console;
    QList<Entry> m_entries;
    widgets::Banner *m_banner;
    QStackedWidget *m_pages;
    QLabel *m_logo;
    QLabel *m_tenant;
    QLabel *m_user;
    QToolButton *m_signOut;
    QList<Place> m_history; // where goBack() leads; the last is here
};

} // namespace pulse::console
