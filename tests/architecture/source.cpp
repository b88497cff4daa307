// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "source.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>

namespace pulse::architecture {

using namespace Qt::StringLiterals;

namespace {

// Walks C++ text once and separates code from comments and literals. Knows raw strings and digit separators.
class Lexer {
public:
    explicit Lexer(const QString &text)
        : m_text(text)
        , m_code(text)
    {
    }

    void run()
    {
        while (m_at < m_text.size()) {
            if (startsWith("//"_L1))
                blankUntil(m_text.indexOf(u'\n', m_at));
            else if (startsWith("/*"_L1))
                blankUntil(endAfter("*/"_L1, m_at + 2));
            else if (startsWith("R\""_L1))
                rawString();
            else if (here() == u'"' || (here() == u'\'' && !isDigitSeparator()))
                quoted(here());
            else
                step();
        }
    }

    QStringList code() const { return m_code.split(u'\n'); }
    const QList<Located> &literals() const { return m_literals; }

private:
    QChar here() const { return m_text[m_at]; }
    bool startsWith(QLatin1StringView word) const { return QStringView(m_text).mid(m_at).startsWith(word); }
    qsizetype endAfter(const QString &word, qsizetype from) const
    {
        const qsizetype found = m_text.indexOf(word, from);
        return found < 0 ? m_text.size() : found + word.size();
    }
    void step()
    {
        m_line += here() == u'\n' ? 1 : 0;
        ++m_at;
    }
    void blankUntil(qsizetype end)
    {
        end = end < 0 ? m_text.size() : end;
        while (m_at < end) {
            if (here() != u'\n')
                m_code[m_at] = u' ';
            step();
        }
    }
    bool isDigitSeparator() const
    {
        qsizetype first = m_at;
        while (first > 0 && (m_text[first - 1].isLetterOrNumber() || m_text[first - 1] == u'\''))
            --first;
        return m_text[first].isDigit();
    }
    void literal(qsizetype first, qsizetype last, qsizetype end)
    {
        m_literals.append({m_line, m_text.mid(first, last - first)});
        blankUntil(end);
    }
    void rawString()
    {
        const qsizetype open = m_text.indexOf(u'(', m_at);
        const QString close = u")"_s + m_text.mid(m_at + 2, open - m_at - 2) + u"\""_s;
        const qsizetype end = endAfter(close, open);
        literal(open + 1, end - close.size(), end);
    }
    void quoted(QChar quote)
    {
        qsizetype end = m_at + 1;
        while (end < m_text.size() && m_text[end] != quote && m_text[end] != u'\n')
            end += m_text[end] == u'\\' ? 2 : 1;
        if (quote == u'"')
            literal(m_at + 1, end, end + 1);
        else
            blankUntil(end + 1);
    }

    const QString m_text;
    QString m_code;
    QList<Located> m_literals;
    qsizetype m_at = 0;
    int m_line = 1;
};

bool isSkipped(const QString &path)
{
    static const QRegularExpression skipped(
        u"(^|/)(build|node_modules|\\.(?!ci/|github/|clang|git(ignore|attributes))[^/]*)(/|$)"_s);
    return skipped.match(path).hasMatch();
}

} // namespace

bool Source::isIn(QStringView folder) const
{
    return path.startsWith(folder) && path.mid(folder.size()).startsWith(u'/');
}

Source readSource(const QString &path, const QString &text)
{
    Source source{.path = path, .lines = text.split(u'\n'), .code = {}, .literals = {}, .includes = {}};
    if (source.lines.last().isEmpty())
        source.lines.removeLast();
    if (!source.isCpp())
        return source;
    Lexer lexer(text);
    lexer.run();
    source.code = lexer.code();
    source.literals = lexer.literals();
    static const QRegularExpression include(u"^\\s*#\\s*include\\s+[\"<]([^\">]+)"_s);
    for (int i = 0; i < source.lines.size(); ++i) {
        const auto match = include.match(source.lines[i]);
        if (match.hasMatch() && source.code[i].contains(u'#'))
            source.includes.append({i + 1, match.captured(1)});
    }
    return source;
}

QList<Source> readTree(const QString &root)
{
    QList<Source> sources;
    QDirIterator entries(root, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (entries.hasNext()) {
        const QString path = QDir(root).relativeFilePath(entries.next());
        QFile file(entries.filePath());
        if (isSkipped(path) || file.size() > 2'000'000 || !file.open(QIODevice::ReadOnly))
            continue;
        const QByteArray bytes = file.readAll();
        if (!bytes.isEmpty() && !bytes.contains('\0'))
            sources.append(readSource(path, QString::fromUtf8(bytes)));
    }
    std::sort(sources.begin(), sources.end(),
              [](const Source &a, const Source &b) { return a.path < b.path; });
    return sources;
}

} // namespace pulse::architecture
