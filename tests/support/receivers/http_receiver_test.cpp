// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/receivers/http_receiver.h"

#include <QTcpSocket>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pulse::test;

// A client that blocks, as the code under test may.
class HttpReceiverTest : public QObject {
    Q_OBJECT

private slots:
    void remembersWhatCame();
    void answersInTheScriptedOrder();
    void canStall();
    void canCloseEarly();
    void canCutTheBodyShort();
    void answersLate();

private:
    static QByteArray exchange(const HttpReceiver &receiver, const QByteArray &request, int timeout = 5'000);
};

QByteArray HttpReceiverTest::exchange(const HttpReceiver &receiver, const QByteArray &request, int timeout)
{
    QTcpSocket socket;
    socket.connectToHost(u"127.0.0.1"_s, receiver.port());
    if (!socket.waitForConnected())
        return "not connected";
    socket.write(request);
    QByteArray answer;
    while (socket.waitForReadyRead(timeout)) {
        answer += socket.readAll();
        const qsizetype head = answer.indexOf("\r\n\r\n");
        const qsizetype at = answer.indexOf("Content-Length: ");
        if (head > 0
            && answer.size() >= head + 4 + answer.mid(at + 16, answer.indexOf('\r', at) - at - 16).toInt())
            break;
    }
    return answer;
}

void HttpReceiverTest::remembersWhatCame()
{
    HttpReceiver receiver;
    const auto before = std::chrono::steady_clock::now();
    exchange(receiver,
             "POST /hook?a=1 HTTP/1.1\r\nHost: x\r\nX-Thing: seen\r\nContent-Length: 5\r\n\r\nhello");
    QVERIFY(receiver.waitForRequests(1));
    const HttpRequest request = receiver.requests().first();
    QCOMPARE(request.method, "POST");
    QCOMPARE(request.path, "/hook?a=1");
    QCOMPARE(request.header("x-thing"), "seen");
    QCOMPARE(request.header("absent"), QByteArray());
    QCOMPARE(request.body, "hello");
    QVERIFY(request.arrivedAt >= before);
    QCOMPARE(receiver.connectionCount(), 1);
}

void HttpReceiverTest::answersInTheScriptedOrder()
{
    HttpReceiver receiver;
    receiver.answerAlways({.status = 204});
    receiver.answerNext({.status = 500, .body = "broken"});
    receiver.answerNext({.status = 429, .headers = {{"Retry-After", "7"}}});
    const QByteArray request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    const QByteArray first = exchange(receiver, request);
    QVERIFY(first.startsWith("HTTP/1.1 500") && first.endsWith("broken"));
    const QByteArray second = exchange(receiver, request);
    QVERIFY(second.startsWith("HTTP/1.1 429") && second.contains("Retry-After: 7\r\n"));
    QVERIFY(exchange(receiver, request).startsWith("HTTP/1.1 204"));
    QCOMPARE(receiver.requests().size(), 3);
}

void HttpReceiverTest::canStall()
{
    HttpReceiver receiver;
    receiver.answerNext({.manner = HttpAnswer::Manner::Stall});
    QCOMPARE(exchange(receiver, "GET / HTTP/1.1\r\n\r\n", 100), QByteArray());
    QCOMPARE(receiver.requests().size(), 1);
}

void HttpReceiverTest::canCloseEarly()
{
    HttpReceiver receiver;
    receiver.answerNext({.manner = HttpAnswer::Manner::CloseEarly});
    QCOMPARE(exchange(receiver, "GET / HTTP/1.1\r\n\r\n"), QByteArray());
    QCOMPARE(receiver.requests().size(), 1);
}

void HttpReceiverTest::canCutTheBodyShort()
{
    HttpReceiver receiver;
    receiver.answerNext({.body = "0123456789", .manner = HttpAnswer::Manner::CutShort});
    const QByteArray answer = exchange(receiver, "GET / HTTP/1.1\r\n\r\n");
    QVERIFY(answer.contains("Content-Length: 10\r\n"));
    QVERIFY(answer.endsWith("\r\n\r\n01234"));
}

void HttpReceiverTest::answersLate()
{
    HttpReceiver receiver;
    receiver.answerNext({.status = 202, .delay = 60ms});
    const auto before = std::chrono::steady_clock::now();
    QVERIFY(exchange(receiver, "GET / HTTP/1.1\r\n\r\n").startsWith("HTTP/1.1 202"));
    QVERIFY(std::chrono::steady_clock::now() - before >= 60ms);
}

QTEST_GUILESS_MAIN(HttpReceiverTest)
#include "http_receiver_test.moc"
