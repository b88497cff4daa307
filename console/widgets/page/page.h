// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A page of the console, and what the console must know of it: the rail, the menu, shortcuts, who sees it and
// the pictures that are taken of it all follow from its PageDescription (app/page_registry.cpp lists them).
#pragma once

#include "base/clock.h"
#include "client/api_client.h"
#include "model/system_alert.h"

#include <QWidget>

namespace pulse::client {
class LiveSocket;
}

namespace pulse::widgets {

// What a page may use of the console it is in. Outlives every page.
struct PageContext {
    client::Session &session;
    client::ApiClient &api;
    client::LiveSocket &live;
    const Clock &clock;
};

class Page : public QWidget {
    Q_OBJECT

public:
    using QWidget::QWidget;

    virtual void enter() { } // signed in as somebody who sees this page: reads
    virtual void leave() { } // signed out: forgets everything
    virtual void appear(const QString &subject) { Q_UNUSED(subject) } // comes into sight; of a device, say
    virtual void disappear() { } // another page is in sight
    virtual void reload() = 0;
    virtual void focusContent() = 0;
    virtual void focusSearch() { focusContent(); }

    // What is wrong with Pulse itself, as far as this page knows: for the banner across the window.
    virtual QList<model::SystemAlert> troubles() const { return {}; }
    // What is not in sight yet of what the page is for, for a person; empty: nothing. For pictures.
    virtual QString missing() const { return {}; }

signals:
    void pageRequested(const QString &pageId, const QString &subject);
    void backRequested();
    void badgeChanged(const QString &text); // beside the page's name in the rail
    void troublesChanged();
};

enum class Audience { Customers, Operators };

// Whether whoever is signed in is of them.
bool isFor(Audience audience, const client::Session &session);

// A state of a page that pictures are taken of.
struct Picture {
    QString name;
    bool hasBanner = false; // only with the banner across the window
    bool mayBeEmpty = false; // a list without rows is a state worth a picture
};

struct PageDescription {
    QString id;
    QString title;
    QString iconName = {}; // resources/icons
    QString shortcut = {};
    Audience audience = Audience::Customers;
    QString below = {}; // id of the page it is reached from; then it is not in the rail
    QString search = {}; // of the menu's "find": shows the page and puts the focus on its search
    QList<Picture> pictures = {}; // of the page; below another: of the first row's subject
    Page *(*make)(const PageContext &context, QWidget *parent) = nullptr;
};

// The description of page class P, with how to make one.
template <class P> PageDescription described()
{
    PageDescription description = P::description();
    description.make = [](const PageContext &context, QWidget *parent) -> Page * {
        return new P(context, parent);
    };
    return description;
}

} // namespace pulse::widgets
