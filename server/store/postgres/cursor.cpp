// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/postgres/cursor.h"

#include <QRegularExpression>

namespace pulse::store {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kBase64 = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;
constexpr QChar kSeparator = u'\n'; // in no id, number or time

} // namespace

QString cursorOf(const QStringList &values)
{
    return QString::fromLatin1(values.join(kSeparator).toUtf8().toBase64(kBase64));
}

Result<QStringList> cursorValues(const QString &after, int count)
{
    const auto bytes =
        QByteArray::fromBase64Encoding(after.toLatin1(), kBase64 | QByteArray::AbortOnBase64DecodingErrors);
    const QStringList values = QString::fromUtf8(*bytes).split(kSeparator);
    if (!bytes || values.size() != count || values.contains(QString()) || (*bytes).contains('\0'))
        return invalidField(u"after"_s, u"after is not a cursor of this list"_s);
    return values;
}

Result<> checkUuid(const QString &field, const QString &text)
{
    static const QRegularExpression uuid(u"\\A[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\\z"_s);
    if (!uuid.match(text).hasMatch())
        return invalidField(field, field + u" must be a UUID"_s);
    return {};
}

QString containsPattern(const QString &text)
{
    QString escaped = text;
    escaped.replace(u'\\', u"\\\\"_s).replace(u'%', u"\\%"_s).replace(u'_', u"\\_"_s);
    return u'%' + escaped + u'%';
}

} // namespace pulse::store
