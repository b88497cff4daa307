// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bodies in chunks (RFC 9112, 7.1), however their bytes are cut.
#include "api/http/request_body.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace pulse::api;

class BodiesTest : public QObject {
    Q_OBJECT

private slots:
    void chunks_data();
    void chunks();
    void knowsWhereItEnds();
    void extrasAreBounded_data();
    void extrasAreBounded();

private:
    static RequestBody chunked()
    {
        RequestHead head;
        head.isChunked = true;
        return {head, 100};
    }
};

void BodiesTest::chunks_data()
{
    QTest::addColumn<QByteArray>("sent");
    QTest::addColumn<int>("status"); // 0: taken
    QTest::addColumn<QByteArray>("body");
    const auto row = [](const char *name, const QByteArray &sent, int status, const QByteArray &body = {}) {
        QTest::newRow(name) << sent << status << body;
    };
    row("none", "0\r\n\r\n", 0);
    row("one", "3\r\nabc\r\n0\r\n\r\n", 0, "abc");
    row("lines within", "4\r\n\r\n\r\n\r\n0\r\n\r\n", 0, "\r\n\r\n");
    row("both cases of digits", "a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n", 0, "01234567890123456789");
    row("leading zeros", "0003\r\nabc\r\n000\r\n\r\n", 0, "abc");
    row("extensions", "3 ; a=b;c\r\nabc\r\n0;d\r\n\r\n", 0, "abc");
    row("trailers", "3\r\nabc\r\n0\r\nA: b\r\nC: d\r\n\r\n", 0, "abc");
    row("a hundred bytes", "64\r\n" + QByteArray(100, 'x') + "\r\n0\r\n\r\n", 0, QByteArray(100, 'x'));
    row("one more", "65\r\n", 413);
    row("one more in two", "64\r\n" + QByteArray(100, 'x') + "\r\n1\r\n", 413);
    row("2^32 and one more digit", "100000000\r\n", 400);
    row("negative", "-1\r\n", 400);
    row("0x", "0x3\r\nabc\r\n", 400);
    row("no number", "g\r\n", 400);
    row("no size", "\r\n", 400);
    row("a space before", " 3\r\nabc\r\n", 400);
    row("words after the size", "3 abc\r\nabc\r\n", 400);
    row("size ended by LF", "3\nabc\r\n", 400);
    row("bare CR", "3\r;\r\nabc\r\n", 400);
    row("NUL in an extension", QByteArray("3;\0\r\n", 5), 400);
    row("longer than it says", "3\r\nabcd\r\n", 400);
    row("chunk ended by LF", "3\r\nabc\n", 400);
    row("trailer ended by LF", "0\r\nA: b\n\r\n", 400);
}

void BodiesTest::chunks()
{
    QFETCH(QByteArray, sent);
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    for (qsizetype piece = 1; piece <= sent.size(); ++piece) {
        RequestBody read = chunked();
        int refused = 0;
        for (qsizetype at = 0; at < sent.size() && refused == 0; at += piece) {
            const auto taken = read.take(QByteArrayView(sent).sliced(at, std::min(piece, sent.size() - at)));
            refused = taken ? 0 : taken.error().status;
        }
        QCOMPARE(refused, status);
        QCOMPARE(read.isWhole(), status == 0);
        if (status == 0)
            QCOMPARE(read.release(), body);
    }
}

void BodiesTest::knowsWhereItEnds()
{
    RequestBody read = chunked();
    QCOMPARE(read.take("1\r\na\r\n0\r\n\r\nGET /"), 11);
    QVERIFY(read.isWhole());
    RequestHead head;
    head.contentLength = 4;
    RequestBody plain(head, 100);
    QCOMPARE(plain.take("abcdGET /"), 4);
    QVERIFY(plain.isWhole());
}

void BodiesTest::extrasAreBounded_data()
{
    QTest::addColumn<QByteArray>("piece");
    QTest::newRow("extensions") << QByteArray("1;" + QByteArray(500, 'e') + "\r\na\r\n");
    QTest::newRow("trailers") << QByteArray("A: " + QByteArray(500, 't') + "\r\n");
    QTest::newRow("one line") << QByteArray(500, 'l');
}

void BodiesTest::extrasAreBounded()
{
    QFETCH(QByteArray, piece);
    RequestBody read = chunked();
    if (piece.startsWith('A'))
        QVERIFY(read.take("0\r\n"));
    int taken = 0;
    while (taken < 1'000 && read.take(piece))
        ++taken;
    QVERIFY2(taken < 40, QByteArray::number(taken).constData());
    QVERIFY(!read.isWhole());
}

PULSE_TEST_CASE(BodiesTest)
#include "bodies_test.moc"
