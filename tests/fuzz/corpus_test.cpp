// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Everything that the fuzzers have kept goes through the targets once, with any compiler. What does not hold
// ends the process; the line before says which file it was.
#include "fuzz/fuzz_target.h"

#include <QDir>
#include <QFile>
#include <QTest>
#include <memory>

using namespace Qt::StringLiterals;
using namespace pulse;

namespace {

const QDir kCorpora(QStringLiteral(PULSE_SOURCE_DIR) + u"/tests/fuzz/corpus"_s);

} // namespace

class CorpusTest : public QObject {
    Q_OBJECT

private slots:
    void everyCorpusHasItsTarget();
    void holds_data();
    void holds();
};

void CorpusTest::everyCorpusHasItsTarget()
{
    QStringList names;
    for (const auto &[name, run] : fuzz::targets())
        names.append(QString::fromStdString(name));
    QCOMPARE(kCorpora.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name), names);
}

void CorpusTest::holds_data()
{
    QTest::addColumn<QString>("target");
    for (const auto &[name, run] : fuzz::targets())
        QTest::newRow(name.c_str()) << QString::fromStdString(name);
}

void CorpusTest::holds()
{
    QFETCH(QString, target);
    const QDir corpus(kCorpora.filePath(target));
    const QStringList names = corpus.entryList(QDir::Files, QDir::Name);
    QVERIFY(names.size() > 10);
    const fuzz::Target::Run run = fuzz::targets().at(target.toStdString());
    for (const QString &name : names) {
        QFile file(corpus.filePath(name));
        QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
        const QByteArray bytes = file.readAll();
        const auto size = static_cast<size_t>(bytes.size());
        const auto exact = std::make_unique<char[]>(size);
        std::copy(bytes.begin(), bytes.end(), exact.get());
        std::fprintf(stderr, "%s\n", qPrintable(target + u'/' + name));
        run(QByteArrayView(exact.get(), bytes.size()));
    }
}

QTEST_GUILESS_MAIN(CorpusTest)
#include "corpus_test.moc"
