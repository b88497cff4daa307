// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/process/metrics_text.h"

#include <QRegularExpression>
#include <QSet>
#include <cmath>
#include <limits>

namespace pulse::test {

using namespace Qt::StringLiterals;

namespace {

class Reader {
public:
    MetricsText read(const QByteArray &text)
    {
        if (!text.endsWith('\n'))
            fail(u"the last line has no end"_s);
        for (const QByteArray &line : text.chopped(1).split('\n')) {
            ++m_line;
            if (line.startsWith('#'))
                readComment(QString::fromUtf8(line));
            else
                readSample(QString::fromUtf8(line));
        }
        for (auto type = m_out.types.begin(); type != m_out.types.end(); ++type) {
            if (*type == "histogram")
                checkHistogram(type.key());
        }
        return m_out;
    }

private:
    void fail(const QString &what)
    {
        if (m_out.problem.isEmpty())
            m_out.problem = u"line %1: %2"_s.arg(m_line).arg(what);
    }

    void readComment(const QString &line)
    {
        static const QRegularExpression help(
            u"^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) ((?:[^\\\\\\n]|\\\\[\\\\n])+)$"_s);
        static const QRegularExpression type(
            u"^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary|untyped)$"_s);
        if (const auto match = help.match(line); match.hasMatch()) {
            m_family = match.captured(1).toUtf8();
            if (m_families.contains(m_family))
                fail(u"a family twice: "_s + match.captured(1));
            m_families.insert(m_family);
        } else if (const auto typed = type.match(line); typed.hasMatch()) {
            if (typed.captured(1).toUtf8() != m_family || m_out.types.contains(m_family))
                fail(u"a type without its help right before it"_s);
            m_out.types.insert(m_family, typed.captured(2).toUtf8());
        } else {
            fail(u"neither help nor type: "_s + line);
        }
    }

    void readSample(const QString &line)
    {
        static const QRegularExpression sample(
            u"^([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\\n]|\\\\[\\\\\"n])*\""
            u"(?:,[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\\n]|\\\\[\\\\\"n])*\")*\\})? (\\S+)$"_s);
        const auto match = sample.match(line);
        if (!match.hasMatch())
            return fail(u"no sample: "_s + line);
        const QByteArray name = match.captured(1).toUtf8();
        const bool isOfHistogram = m_out.types.value(m_family) == "histogram"
            && (name == m_family + "_bucket" || name == m_family + "_sum" || name == m_family + "_count");
        if (!m_out.types.contains(m_family) || (name != m_family && !isOfHistogram))
            fail(u"a sample outside its family: "_s + line);
        const QByteArray series = name + match.captured(2).toUtf8();
        if (m_out.samples.contains(series))
            fail(u"a sample twice: "_s + line);
        const double value = number(match.captured(3));
        if (m_out.types.value(m_family) == "counter" && (value < 0 || !m_family.endsWith("_total")))
            fail(u"no counter: "_s + line);
        m_out.samples.insert(series, value);
        if (name.endsWith("_bucket"))
            m_buckets[m_family].append({number(QString::fromUtf8(series).section(u'"', 1, 1)), value});
    }

    double number(const QString &text)
    {
        if (text == "NaN"_L1)
            return std::numeric_limits<double>::quiet_NaN();
        if (text == "+Inf"_L1 || text == "-Inf"_L1)
            return text == "+Inf"_L1 ? HUGE_VAL : -HUGE_VAL;
        bool isNumber = false;
        const double value = text.toDouble(&isNumber);
        if (!isNumber)
            fail(u"no number: "_s + text);
        return value;
    }

    void checkHistogram(const QByteArray &family)
    {
        const QList<QPair<double, double>> buckets = m_buckets.value(family);
        for (qsizetype i = 1; i < buckets.size(); ++i) {
            if (buckets[i].first <= buckets[i - 1].first || buckets[i].second < buckets[i - 1].second)
                fail(u"buckets that do not ascend: "_s + QString::fromUtf8(family));
        }
        const bool isWhole = !buckets.isEmpty() && std::isinf(buckets.last().first)
            && buckets.last().second == m_out.value(family + "_count")
            && m_out.samples.contains(family + "_sum");
        if (!isWhole)
            fail(u"a histogram that is not whole: "_s + QString::fromUtf8(family));
    }

    MetricsText m_out;
    int m_line = 0;
    QByteArray m_family; // of the last help
    QSet<QByteArray> m_families;
    QMap<QByteArray, QList<QPair<double, double>>> m_buckets; // bound, count
};

} // namespace

MetricsText readMetrics(const QByteArray &text) { return Reader().read(text); }

} // namespace pulse::test
