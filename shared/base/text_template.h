// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A text with named places: "{device_id}: {message}". "{{" and "}}" are braces. There is nothing else: no
// expressions, no attributes, no formats, so whoever writes a template can choose words and nothing more.
//
// Thread safety: immutable once parsed.
#pragma once

#include "base/result.h"

#include <QHash>
#include <QList>
#include <QStringList>

namespace pulse {

class TextTemplate {
public:
    // Invalid for a name that is not among `names`, and for a brace without its partner; says which.
    static Result<TextTemplate> parse(const QString &text, const QStringList &names);

    // Values are taken as they are: braces in them mean nothing. A name without a value is empty.
    QString render(const QHash<QString, QString> &values) const;

private:
    struct Part {
        QString text; // as it is, or a name
        bool isName = false;
    };

    QList<Part> m_parts;
};

} // namespace pulse
