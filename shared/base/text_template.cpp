// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text_template.h"

namespace pulse {

using namespace Qt::StringLiterals;

namespace {

tl::unexpected<Error> refuse(const QString &what)
{
    return fail(ErrorKind::Invalid, what, u"invalid_template"_s);
}

tl::unexpected<Error> unknown(const QString &name, const QStringList &names)
{
    return refuse(u"{%1} is not a variable; there are {%2}, and {{ and }} for braces"_s.arg(
        name.left(40), names.join(u"}, {"_s)));
}

} // namespace

Result<TextTemplate> TextTemplate::parse(const QString &text, const QStringList &names)
{
    TextTemplate parsed;
    QString plain;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text.at(i);
        const bool isBrace = c == u'{' || c == u'}';
        if (!isBrace || (i + 1 < text.size() && text.at(i + 1) == c)) {
            plain += c;
            i += isBrace ? 1 : 0; // both of a doubled brace
            continue;
        }
        const qsizetype end = text.indexOf(u'}', i);
        if (c == u'}' || end < 0)
            return refuse(u"a brace at character %1 has no partner; write it twice"_s.arg(i + 1));
        const QString name = text.mid(i + 1, end - i - 1);
        if (!names.contains(name))
            return unknown(name, names);
        parsed.m_parts.append({std::exchange(plain, {}), false});
        parsed.m_parts.append({name, true});
        i = end;
    }
    parsed.m_parts.append({plain, false});
    return parsed;
}

QString TextTemplate::render(const QHash<QString, QString> &values) const
{
    QString text;
    for (const Part &part : m_parts)
        text += part.isName ? values.value(part.text) : part.text;
    return text;
}

} // namespace pulse
