// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Forms made from nouns: what they say while one types is what the server would say.
#include "support/suite/test_case.h"
#include "widgets/form/form.h"
#include "widgets/theme.h"
#include "wire/delivery/email_json.h"
#include "wire/delivery/route_json.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace pulse;
using namespace pulse::widgets;
using namespace Qt::StringLiterals;
using wire::BodyKind;

class FormTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(ThemeChoice::Light); }
    void namesAreWords_data();
    void namesAreWords();
    void whatIsMissingCannotBeSent();
    void boundsAreSaidAsOneTypes();
    void aSecretIsOnlyEverWritten();
    void aChangeSendsWhatWasChanged();
    void wordsAreChosenFrom();
    void whatTheServerRefusesStandsAtItsField();
};

namespace {

QLineEdit *line(const Form &form, const QString &label)
{
    for (QLineEdit *edit : form.findChildren<QLineEdit *>()) {
        if (edit->accessibleName() == label)
            return edit;
    }
    return nullptr;
}

// As a person does: replaces what is there.
void type(const Form &form, const QString &label, const QString &text)
{
    QLineEdit *edit = line(form, label);
    QVERIFY2(edit, qPrintable(label));
    edit->selectAll();
    QTest::keyClick(edit, Qt::Key_Delete);
    QTest::keyClicks(edit, text);
}

wire::SmtpConfig known()
{
    wire::SmtpConfig smtp;
    smtp.host = u"mail.example.org"_s;
    smtp.password = u"open sesame"_s;
    smtp.fromAddress = u"pulse@example.org"_s;
    return smtp;
}

} // namespace

void FormTest::namesAreWords_data()
{
    QTest::addColumn<QString>("label");
    QTest::addColumn<QString>("unit");
    QTest::newRow("smtp_port") << u"SMTP port"_s << QString();
    QTest::newRow("site_ids") << u"Site IDs"_s << QString();
    QTest::newRow("hold_seconds") << u"Hold"_s << u"s"_s;
    QTest::newRow("seconds") << u"Seconds"_s << QString();
}

void FormTest::namesAreWords()
{
    const FormField field = named(QString::fromLatin1(QTest::currentDataTag()));
    QTEST(field.label, "label");
    QTEST(field.unit, "unit");
}

void FormTest::whatIsMissingCannotBeSent()
{
    Form form(fieldsOf(wire::smtpNoun(), BodyKind::Create), BodyKind::Create, u"Create"_s);
    form.show();
    QVERIFY(!form.isReady() && !form.sendButton()->isEnabled());
    QCOMPARE(form.shownFault(u"smtp_host"_s), QString()); // not before anybody typed there
    type(form, u"SMTP host"_s, u"mail.example.org"_s);
    QVERIFY(!form.isReady());
    type(form, u"From address"_s, u"pulse@example.org"_s);
    QVERIFY(form.isReady() && form.sendButton()->isEnabled());
    QSignalSpy sent(&form, &Form::sent);
    QTest::keyClick(line(form, u"SMTP host"_s), Qt::Key_Return);
    QCOMPARE(sent.size(), 1);
    const QJsonObject body = sent.first().first().toJsonObject();
    QCOMPARE(body.value("smtp_host"_L1).toString(), u"mail.example.org"_s);
    QVERIFY(!body.contains("smtp_user"_L1)); // empty: not sent
    type(form, u"SMTP host"_s, {});
    QCOMPARE(form.shownFault(u"smtp_host"_s), u"is required"_s);
    QVERIFY(!form.sendButton()->isEnabled());
}

void FormTest::boundsAreSaidAsOneTypes()
{
    Form form(fieldsOf(wire::smtpNoun(), BodyKind::Change, known()), BodyKind::Change, u"Change"_s);
    form.show();
    QCOMPARE(line(form, u"SMTP port"_s)->placeholderText(), u"1 to 65535"_s);
    type(form, u"SMTP port"_s, u"6553"_s);
    QCOMPARE(form.shownFault(u"smtp_port"_s), QString());
    QVERIFY(form.isReady());
    type(form, u"SMTP port"_s, u"65536"_s);
    QCOMPARE(form.shownFault(u"smtp_port"_s), u"must be a whole number from 1 to 65535"_s);
    QVERIFY(!form.isReady());
    type(form, u"SMTP port"_s, u"many"_s);
    QVERIFY(!form.shownFault(u"smtp_port"_s).isEmpty());
    type(form, u"SMTP port"_s, u"2525"_s);
    QVERIFY(form.isReady());
    type(form, u"From name"_s, QString(101, u'x'));
    QCOMPARE(form.shownFault(u"from_name"_s), u"must be at most 100 characters"_s);
}

void FormTest::aSecretIsOnlyEverWritten()
{
    Form form(fieldsOf(wire::smtpNoun(), BodyKind::Change, known()), BodyKind::Change, u"Change"_s);
    const QLineEdit *password = line(form, u"SMTP password"_s);
    QVERIFY(password->text().isEmpty());
    QCOMPARE(password->echoMode(), QLineEdit::Password);
    QVERIFY(!form.body().contains("smtp_password"_L1)); // it stays as it is
    type(form, u"SMTP password"_s, u" with spaces "_s);
    QCOMPARE(form.body(), (QJsonObject{{u"smtp_password"_s, u" with spaces "_s}}));
}

void FormTest::aChangeSendsWhatWasChanged()
{
    wire::SmtpConfig smtp = known();
    smtp.fromName = u"Pulse"_s;
    Form form(fieldsOf(wire::smtpNoun(), BodyKind::Change, smtp), BodyKind::Change, u"Change"_s);
    QCOMPARE(form.body(), QJsonObject());
    QVERIFY(!form.isReady()); // nothing was changed
    type(form, u"SMTP host"_s, u"other.example.org"_s);
    type(form, u"From name"_s, {});
    QCOMPARE(form.body(),
             (QJsonObject{{u"smtp_host"_s, u"other.example.org"_s}, {u"from_name"_s, QJsonValue::Null}}));
}

void FormTest::wordsAreChosenFrom()
{
    model::Route route;
    route.deliverOn = {model::DeliverOn::Open};
    Form form(fieldsOf(wire::routeNoun(), BodyKind::Change, route), BodyKind::Change, u"Change"_s);
    form.show();
    const auto box = [&form](const QString &text) {
        for (QCheckBox *candidate : form.findChildren<QCheckBox *>()) {
            if (candidate->text() == text)
                return candidate;
        }
        return static_cast<QCheckBox *>(nullptr);
    };
    QVERIFY(box(u"Open"_s)->isChecked() && !box(u"Closed"_s)->isChecked());
    box(u"Closed"_s)->click();
    box(u"Enabled"_s)->click();
    type(form, u"Site IDs"_s, u"plant-2, lab"_s);
    QCOMPARE(form.body(),
             (QJsonObject{{u"deliver_on"_s, QJsonArray{u"OPEN"_s, u"CLOSED"_s}},
                          {u"enabled"_s, false},
                          {u"site_ids"_s, QJsonArray{u"plant-2"_s, u"lab"_s}}}));
    type(form, u"Site IDs"_s, u"plant/2"_s);
    QVERIFY(form.shownFault(u"site_ids"_s).startsWith(u"must be a list of ids"_s));
    Form smtp(fieldsOf(wire::smtpNoun(), BodyKind::Create), BodyKind::Create, u"Create"_s);
    auto *security = smtp.findChild<QComboBox *>();
    security->setCurrentIndex(security->findData(u"NONE"_s));
    QCOMPARE(smtp.body().value("smtp_security"_L1).toString(), u"NONE"_s);
}

void FormTest::whatTheServerRefusesStandsAtItsField()
{
    Form form(fieldsOf(wire::smtpNoun(), BodyKind::Create), BodyKind::Create, u"Create"_s);
    form.show();
    form.showProblem({400,
                      u"invalid_field"_s,
                      {},
                      u"smtp_config.smtp_host: is not in the open"_s,
                      u"smtp_config.smtp_host"_s});
    QCOMPARE(form.shownFault(u"smtp_host"_s), u"is not in the open"_s);
    QVERIFY(line(form, u"SMTP host"_s)->hasFocus() || !form.isActiveWindow());
    type(form, u"SMTP host"_s, u"other.example.org"_s); // judged anew
    QCOMPARE(form.shownFault(u"smtp_host"_s), QString());
    form.showProblem({409, u"name_taken"_s, {}, u"there is one of this name"_s, {}});
    QCOMPARE(form.shownFault({}), u"there is one of this name"_s);
}

PULSE_TEST_CASE(FormTest)
#include "form_test.moc"
