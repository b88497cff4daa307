// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The registry against the tree and the window against the registry: a page that nobody registered, or whose
// description clashes with another's, is named.
#include "app/main_window.h"
#include "app/page_registry.h"
#include "app/shell.h"
#include "signed_in.h"
#include "support/suite/test_case.h"
#include "widgets/nav_button.h"

#include <QDirIterator>
#include <QFile>
#include <QMenuBar>

using namespace pulse;
using namespace pulse::test;
using widgets::Audience;
using widgets::PageDescription;

class PageRegistryTest : public QObject {
    Q_OBJECT

private slots:
    void everyPageFileIsRegistered();
    void descriptionsAreWholeAndDoNotClash();
    void theWindowShowsWhatIsForWhoeverSignedIn_data();
    void theWindowShowsWhatIsForWhoeverSignedIn();
};

namespace {

QStringList textsOfRail(const console::Shell &shell)
{
    QStringList texts;
    for (const auto *button : shell.findChildren<widgets::NavButton *>()) {
        if (button->isVisible())
            texts.append(button->text());
    }
    return texts;
}

// Shortcut of each entry of the menus, by its text.
QHash<QString, QKeySequence> entriesOfMenus(const QMainWindow &window)
{
    QHash<QString, QKeySequence> entries;
    for (const auto *menu : window.menuBar()->findChildren<QMenu *>()) {
        for (const auto *action : menu->actions()) {
            if (action->isVisible())
                entries.insert(action->text(), action->shortcut());
        }
    }
    return entries;
}

} // namespace

// console/pages/NOUN/thing_page.h holds the page "thing".
void PageRegistryTest::everyPageFileIsRegistered()
{
    QStringList registered;
    for (const PageDescription &page : console::allPages())
        registered.append(page.id);
    QStringList files;
    QDirIterator folders(QStringLiteral(PULSE_SOURCE_DIR) + u"/console/pages"_s, {u"*_page.h"_s}, QDir::Files,
                         QDirIterator::Subdirectories);
    while (folders.hasNext()) {
        const QString name = QFileInfo(folders.next()).completeBaseName();
        files.append(name.chopped(5).replace(u'_', u'-'));
    }
    QVERIFY(!files.isEmpty());
    for (const QString &id : files)
        QVERIFY2(registered.contains(id), qPrintable(u"nobody registered the page "_s + id));
    for (const QString &id : registered)
        QVERIFY2(files.contains(id), qPrintable(u"registered, with no file of its name: "_s + id));
}

void PageRegistryTest::descriptionsAreWholeAndDoNotClash()
{
    QSet<QString> ids;
    QSet<QString> pictures;
    QHash<Audience, QSet<QString>> shortcuts;
    for (const PageDescription &page : console::allPages()) {
        const QByteArray name = page.id.toUtf8();
        QVERIFY2(!page.title.isEmpty() && page.make && !page.pictures.isEmpty(), name.constData());
        QVERIFY2(!ids.contains(page.id), name.constData());
        ids.insert(page.id);
        for (const widgets::Picture &picture : page.pictures) {
            QVERIFY2(!pictures.contains(picture.name), qPrintable(picture.name));
            pictures.insert(picture.name);
        }
        if (!page.below.isEmpty()) {
            QVERIFY2(ids.contains(page.below), name.constData()); // registered before what is below it
            continue;
        }
        QVERIFY2(QFile::exists(u":/pulse/icons/%1.svg"_s.arg(page.iconName)), name.constData());
        QVERIFY2(!QKeySequence(page.shortcut).isEmpty(), name.constData());
        QVERIFY2(!shortcuts[page.audience].contains(page.shortcut), name.constData());
        shortcuts[page.audience].insert(page.shortcut);
    }
}

void PageRegistryTest::theWindowShowsWhatIsForWhoeverSignedIn_data()
{
    QTest::addColumn<QString>("role");
    QTest::addColumn<Audience>("audience");
    QTest::newRow("a customer") << u"customer_viewer"_s << Audience::Customers;
    QTest::newRow("an operator") << u"operator"_s << Audience::Operators;
}

void PageRegistryTest::theWindowShowsWhatIsForWhoeverSignedIn()
{
    QFETCH(QString, role);
    QFETCH(Audience, audience);
    SignedIn world;
    world.api.role = role;
    console::MainWindow window(world.console);
    window.show();
    QVERIFY(world.signIn());
    const auto entries = entriesOfMenus(window);
    QStringList inRail;
    for (const PageDescription &page : console::allPages()) {
        if (!page.below.isEmpty())
            continue;
        const bool isSeen = page.audience == audience;
        QCOMPARE(entries.contains(u'&' + page.title), isSeen);
        if (!isSeen)
            continue;
        inRail.append(page.title);
        QCOMPARE(entries.value(u'&' + page.title), QKeySequence(page.shortcut));
        window.shell()->showPage(page.id);
        QCOMPARE(window.shell()->currentPage(), window.shell()->pageOf(page.id));
    }
    QVERIFY(!inRail.isEmpty());
    QCOMPARE(textsOfRail(*window.shell()), inRail);
}

PULSE_TEST_CASE(PageRegistryTest)
#include "page_registry_test.moc"
