// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/form_field.h"

namespace pulse::widgets {

using namespace Qt::StringLiterals;

namespace {

const QStringList kAbbreviations{u"smtp"_s, u"url"_s, u"id"_s, u"ids"_s, u"tls"_s, u"snmp"_s, u"mqtt"_s};
const std::pair<QString, QString> kUnits[] = {
    {u"seconds"_s, u"s"_s}, {u"minutes"_s, u"min"_s}, {u"percent"_s, u"%"_s}, {u"ms"_s, u"ms"_s}};

} // namespace

FormField named(const QString &wireName)
{
    FormField field;
    field.name = wireName;
    QStringList words = wireName.split(u'_');
    for (const auto &[ending, unit] : kUnits) {
        if (words.size() > 1 && words.last() == ending) {
            words.removeLast();
            field.unit = unit;
        }
    }
    for (QString &word : words) {
        if (kAbbreviations.contains(word))
            word = word == "ids"_L1 ? u"IDs"_s : word.toUpper();
    }
    words.first()[0] = words.first()[0].toUpper();
    field.label = words.join(u' ');
    return field;
}

QString faultIn(const wire::FieldReader &reader, const QString &name)
{
    wire::FieldReader judged = reader;
    const auto checked = judged.check();
    if (checked)
        return {};
    const QString prefix = name + u": "_s;
    const QString &what = checked.error().what;
    return what.startsWith(prefix) ? what.mid(prefix.size()) : what;
}

} // namespace pulse::widgets
