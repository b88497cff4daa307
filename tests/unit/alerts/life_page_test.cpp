// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// docs/alert-life.md draws the life table. After a change of the table: PULSE_UPDATE_DOCS=1 ctest -R
// alerts.
#include "life_checker.h"
#include "support/suite/test_case.h"

#include <QFile>
#include <QMap>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::alerts;

namespace {

const QString kBegin = u"<!-- generated from server/alerts/lifecycle_table.cpp -->\n"_s;
const QString kEnd = u"<!-- end of what is generated -->\n"_s;

// Comments lead nowhere else; they are in the table below.
QString diagram()
{
    QString text = u"```mermaid\nstateDiagram-v2\n    direction LR\n"_s;
    QStringList arrows;
    QMap<QString, QStringList> labels;
    for (const LifeStep &step : lifeTable()) {
        if (step.from == step.to)
            continue;
        const bool isBirth = step.from.condition == Condition::Unborn;
        const QString arrow = (isBirth ? u"[*]"_s : test::name(step.from)) + u" --> "_s + test::name(step.to);
        if (!labels.contains(arrow))
            arrows.append(arrow);
        labels[arrow].append(test::name(step.event)
                             + (isBirth && step.from.suppression == Suppression::Timed
                                    ? u", its fingerprint shelved"_s
                                    : QString()));
    }
    for (const QString &arrow : arrows)
        text += u"    "_s + arrow + u" : "_s + labels[arrow].join(u" / "_s) + u'\n';
    return text + u"```\n"_s;
}

QString steps()
{
    QString text = u"| In state | happens | leads to | routes are told |\n|---|---|---|---|\n"_s;
    for (const LifeStep &step : lifeTable())
        text += u"| %1 | %2 | %3 | %4 |\n"_s.arg(test::name(step.from), test::name(step.event),
                                                 test::name(step.to), test::name(step.notice));
    return text;
}

} // namespace

class LifePageTest : public QObject {
    Q_OBJECT
private slots:
    void pageShowsTheTable();
};

void LifePageTest::pageShowsTheTable()
{
    QFile file(QStringLiteral(PULSE_SOURCE_DIR) + u"/docs/alert-life.md"_s);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString page = QString::fromUtf8(file.readAll());
    file.close();
    const qsizetype begin = page.indexOf(kBegin);
    const qsizetype end = page.indexOf(kEnd);
    QVERIFY(begin > 0 && end > begin);
    const QString told = page.mid(begin, end - begin);
    const QString found = kBegin + u'\n' + diagram() + u'\n' + steps() + u'\n';
    if (qEnvironmentVariableIsSet("PULSE_UPDATE_DOCS")) {
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write((page.left(begin) + found + page.mid(end)).toUtf8());
        return;
    }
    QCOMPARE(told, found);
}

PULSE_TEST_CASE(LifePageTest)
#include "life_page_test.moc"
