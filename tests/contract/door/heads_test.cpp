// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The pure parts of the door: which heads are taken, which path is which endpoint, what a reply's bytes are,
// and whose credentials count.
#include "api/http/credentials.h"
#include "api/http/reply_writer.h"
#include "api/http/request_head.h"
#include "api/http/route_table.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace pulse;
using namespace pulse::api;
using namespace Qt::StringLiterals;

class HeadsTest : public QObject {
    Q_OBJECT

private slots:
    void heads_data();
    void heads();
    void readsWhatItTakes();
    void anAbsoluteTargetNamesItsHost();
    void keepAlive_data();
    void keepAlive();
    void everyEndpointIsFound();
    void oddPaths_data();
    void oddPaths();
    void wrongMethodsAreKnownAsSuch();
    void headerValuesCannotSplitAReply();
    void repliesHaveTheirForm();
    void credentials_data();
    void credentials();
    void corsIsOffByDefault();
};

void HeadsTest::heads_data()
{
    QTest::addColumn<QByteArray>("block");
    QTest::addColumn<int>("status"); // 0: taken
    const auto row = [](const char *name, const QByteArray &block, int status) {
        QTest::newRow(name) << block << status;
    };
    const QByteArray line = "GET / HTTP/1.1\r\nHost: a\r\n";
    row("plain", line + "\r\n", 0);
    row("length zero", line + "Content-Length: 0\r\n\r\n", 0);
    row("two of a list header", line + "Accept: a\r\nAccept: b\r\n\r\n", 0);
    row("HTTP/1.0 without host", "GET / HTTP/1.0\r\n\r\n", 0);
    row("asterisk", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 0);
    row("host with a port", "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", 0);
    row("LF only", "GET / HTTP/1.1\nHost: a\n\n", 400);
    row("one LF only", "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n", 400);
    row("bare CR", "GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n", 400);
    row("no host", "GET / HTTP/1.1\r\n\r\n", 400);
    row("two hosts", line + "Host: b\r\n\r\n", 400);
    row("a host that is a URL", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400);
    row("HTTP/9.9", "GET / HTTP/9.9\r\nHost: a\r\n\r\n", 505);
    row("HTTP/2.0", "PRI * HTTP/2.0\r\n\r\n", 505);
    row("no version", "GET /\r\nHost: a\r\n\r\n", 400);
    row("two spaces", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("method with a slash", "G/T / HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("absolute target", "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 0);
    row("absolute target without a host", "GET http:///a HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("absolute target of a user", "GET http://me@a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("absolute target of another kind", "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("fragment in the target", "GET /#a HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("NUL in the target", QByteArray("GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n", 28), 400);
    row("a target of nine kilobytes", "GET /" + QByteArray(9000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414);
    row("negative length", line + "Content-Length: -5\r\n\r\n", 400);
    row("signed length", line + "Content-Length: +5\r\n\r\n", 400);
    row("length in hexadecimal", line + "Content-Length: 0x10\r\n\r\n", 400);
    row("length of 2^64", line + "Content-Length: 18446744073709551616\r\n\r\n", 400);
    row("empty length", line + "Content-Length:\r\n\r\n", 400);
    row("list of lengths", line + "Content-Length: 5, 5\r\n\r\n", 400);
    row("two lengths", line + "Content-Length: 5\r\nContent-Length: 5\r\n\r\n", 400);
    row("chunked", line + "Transfer-Encoding: Chunked\r\n\r\n", 0);
    row("another coding", line + "Transfer-Encoding: gzip, chunked\r\n\r\n", 501);
    row("two codings", line + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 501);
    row("chunked by HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400);
    row("chunked and a length", line + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n", 400);
    row("space before the colon", line + "Content-Length : 5\r\n\r\n", 400);
    row("folded", line + "X: a\r\n b\r\n\r\n", 400);
    row("no colon", line + "nonsense\r\n\r\n", 400);
    row("NUL in a value", line + QByteArray("X: a\0b\r\n\r\n", 10), 400);
    row("two authorizations", line + "Authorization: a\r\nAuthorization: b\r\n\r\n", 400);
    row("another expectation", line + "Expect: miracles\r\n\r\n", 417);
    row("a hundred headers", line + QByteArray("X: y\r\n").repeated(100) + "\r\n", 431);
    row("upgrade by POST", "POST / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
        400);
    row("upgrade with a body",
        line + "Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 3\r\n\r\n", 400);
    row("upgrade with a chunked body",
        line + "Connection: Upgrade\r\nUpgrade: websocket\r\nTransfer-Encoding: chunked\r\n\r\n", 400);
    row("empty", "\r\n", 400);
}

void HeadsTest::heads()
{
    QFETCH(QByteArray, block);
    QFETCH(int, status);
    const auto head = readRequestHead(block);
    QCOMPARE(head ? 0 : head.error().status, status);
}

void HeadsTest::readsWhatItTakes()
{
    const auto head =
        readRequestHead("POST /a%20b?c=d&e HTTP/1.1\r\nHOST:  x \r\nContent-Length: 12\r\nCookie: a=1\r\n"
                        "Cookie: b=2\r\nExpect: 100-Continue\r\n\r\n");
    QVERIFY(head);
    QCOMPARE(head->method, QByteArray("POST"));
    QCOMPARE(head->path, QByteArray("/a%20b"));
    QCOMPARE(head->query, QByteArray("c=d&e"));
    QCOMPARE(head->headers.value("host"), QByteArray("x"));
    QCOMPARE(head->headers.value("cookie"), QByteArray("a=1; b=2"));
    QCOMPARE(head->contentLength, 12);
    QVERIFY(head->expectsContinue);
    QVERIFY(!head->isWebSocketUpgrade);
}

void HeadsTest::anAbsoluteTargetNamesItsHost()
{
    const auto head = readRequestHead("GET HTTP://b:80?c=d HTTP/1.1\r\nHost: a\r\n\r\n");
    QVERIFY(head);
    QCOMPARE(head->path, QByteArray("/"));
    QCOMPARE(head->query, QByteArray("c=d"));
    QCOMPARE(head->headers.value("host"), QByteArray("b:80"));
}

void HeadsTest::keepAlive_data()
{
    QTest::addColumn<QByteArray>("version");
    QTest::addColumn<QByteArray>("connection");
    QTest::addColumn<bool>("isKept");
    QTest::newRow("1.1") << QByteArray("1.1") << QByteArray("keep-alive") << true;
    QTest::newRow("1.1 close") << QByteArray("1.1") << QByteArray("Close") << false;
    QTest::newRow("1.1 close in a list") << QByteArray("1.1") << QByteArray("x, close") << false;
    QTest::newRow("1.0") << QByteArray("1.0") << QByteArray("x") << false;
    QTest::newRow("1.0 keep-alive") << QByteArray("1.0") << QByteArray("keep-alive") << false;
}

void HeadsTest::keepAlive()
{
    QFETCH(QByteArray, version);
    QFETCH(QByteArray, connection);
    QFETCH(bool, isKept);
    const auto head =
        readRequestHead("GET / HTTP/" + version + "\r\nHost: a\r\nConnection: " + connection + "\r\n\r\n");
    QCOMPARE(head->isKeptAlive, isKept);
}

void HeadsTest::everyEndpointIsFound()
{
    const RouteTable &routes = RouteTable::ours();
    for (const wire::Endpoint &endpoint : wire::endpoints()) {
        const qsizetype arguments = std::count(endpoint.path.begin(), endpoint.path.end(), QLatin1Char('{'));
        const QByteArray path = arguments == 0 ? wire::pathOf(endpoint.id)
            : arguments == 1                   ? wire::pathOf(endpoint.id, {u"a b/ü"_s})
                                               : wire::pathOf(endpoint.id, {u"a b/ü"_s, u"a b/ü"_s});
        const auto match = routes.match(QByteArray(endpoint.method.data(), endpoint.method.size()), path);
        QVERIFY2(match && match->endpoint, path.constData());
        QCOMPARE(match->endpoint->id, endpoint.id);
        QCOMPARE(match->arguments, QStringList(arguments, u"a b/ü"_s));
    }
}

void HeadsTest::oddPaths_data()
{
    QTest::addColumn<QByteArray>("path");
    for (const char *path : {"", "/", "//", "/api", "/api/v2", "/api/v2/devices/", "/api/v2//devices",
                             "/API/V2/devices", "/api/v2/devices/a/b", "/api/v2/devices/%00",
                             "/api/v2/devices/%ff", "/api/v2/devices/{}/x", "/api/v2/devices/../devices",
                             "/api/v2/devices/a/telemetry/", "api/v2/devices", "/a/b/c/d/e/f/g/h/i/j/k"})
        QTest::newRow(path) << QByteArray(path);
}

void HeadsTest::oddPaths()
{
    QFETCH(QByteArray, path);
    QVERIFY(!RouteTable().match("GET", path));
}

void HeadsTest::wrongMethodsAreKnownAsSuch()
{
    const auto match = RouteTable().match("PUT", "/customer/alert-rules");
    QVERIFY(match);
    QVERIFY(!match->endpoint);
    QCOMPARE(match->allowed, QByteArray("GET, HEAD, OPTIONS, POST"));
    QVERIFY(RouteTable().match("HEAD", "/api/v2/devices")->endpoint);
}

void HeadsTest::headerValuesCannotSplitAReply()
{
    Reply reply = Reply::noContent();
    reply.headers.emplaceBack("Location", "/a\r\nSet-Cookie: evil=1");
    reply.headers.emplaceBack("X: y\r\nSet-Cookie", "evil=1");
    reply.headers.emplaceBack("Content-Length", "7");
    const QByteArray bytes = replyBytes(reply, {}, Instant{});
    QVERIFY(bytes.contains("Location: /aSet-Cookie: evil=1\r\n"));
    QVERIFY(!bytes.contains("\nSet-Cookie"));
    QVERIFY(!bytes.contains("Content-Length"));
}

void HeadsTest::repliesHaveTheirForm()
{
    const Reply reply = Reply::json({{u"a"_s, 1}});
    const Instant now = *parseIso8601("2026-11-23T12:05:09Z");
    const QByteArray whole = replyBytes(reply, {}, now);
    QVERIFY(whole.startsWith("HTTP/1.1 200 OK\r\nDate: Mon, 23 Nov 2026 12:05:09 GMT\r\n"));
    QVERIFY(whole.endsWith("\r\n\r\n{\"a\":1}"));
    for (const char *header : {"X-Content-Type-Options: nosniff", "Cache-Control: no-store",
                               "Content-Length: 7", "Content-Type: application/json"})
        QVERIFY2(whole.contains(header), header);
    QVERIFY(!whole.contains("Connection:"));
    const QByteArray head = replyBytes(reply, {true, true}, now);
    QVERIFY(head.endsWith("Connection: close\r\n\r\n"));
    QVERIFY(head.contains("Content-Length: 7"));
    QCOMPARE(problemReply(Error{ErrorKind::Unauthenticated, {}, u"token_expired"_s, {}}).status, 401);
    Reply tooMany = problemReply(Error{ErrorKind::TooMany, {}, u"too_many_requests"_s, {}});
    QCOMPARE(tooMany.status, 429);
    setRetryAfter(tooMany, std::chrono::seconds(7));
    QCOMPARE(replyBytes(tooMany, {}, now).count("Retry-After:"), 1);
    QVERIFY(replyBytes(tooMany, {}, now).contains("Retry-After: 7\r\n"));
    QCOMPARE(problemReply(Error{ErrorKind::Forbidden, {}, u"no_tenant"_s, {}}).status, 403);
    const Reply tooSlow = problemReply(Error{ErrorKind::Unavailable, {}, wire::kQueryTooSlow, {}});
    QCOMPARE(tooSlow.status, 503);
    QVERIFY(!replyBytes(tooSlow, {}, now).contains("Retry-After:")); // it would take as long again
}

void HeadsTest::credentials_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("headers");
    QTest::addColumn<QByteArray>("token");
    const QByteArray cookie = "Cookie: x=1; pulse_session=c\r\n";
    QTest::newRow("none") << QByteArray("GET") << QByteArray() << QByteArray();
    QTest::newRow("bearer") << QByteArray("GET") << QByteArray("Authorization: bearer  t\r\n")
                            << QByteArray("t");
    QTest::newRow("bearer first") << QByteArray("GET") << "Authorization: Bearer t\r\n" + cookie
                                  << QByteArray("t");
    QTest::newRow("cookie") << QByteArray("GET") << cookie << QByteArray("c");
    QTest::newRow("cookie, writing, same origin") << QByteArray("POST") << cookie + "Origin: https://a\r\n"
                                                  << QByteArray("c");
    QTest::newRow("cookie, writing, trusted origin")
        << QByteArray("POST") << cookie + "Origin: https://portal\r\n"
        << QByteArray("c");
    QTest::newRow("cookie, writing, another origin")
        << QByteArray("POST") << cookie + "Origin: https://evil\r\n"
        << QByteArray();
    QTest::newRow("cookie, writing, opaque origin") << QByteArray("POST") << cookie + "Origin: null\r\n"
                                                    << QByteArray();
    QTest::newRow("cookie, socket, another origin")
        << QByteArray("GET")
        << cookie + "Origin: https://evil\r\nConnection: upgrade\r\nUpgrade: websocket\r\nX-Drop-Query: 1\r\n"
        << QByteArray();
    QTest::newRow("query does not count") << QByteArray("GET") << QByteArray("X: 1\r\n") << QByteArray();
    QTest::newRow("query counts for a socket")
        << QByteArray("GET") << QByteArray("Connection: upgrade\r\nUpgrade: websocket\r\n")
        << QByteArray("q");
}

void HeadsTest::credentials()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, headers);
    QFETCH(QByteArray, token);
    const auto head = readRequestHead(method + (headers.contains("X-Drop-Query") ? " /" : " /?token=q")
                                      + " HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n");
    QVERIFY(head);
    const auto id = method == "POST"    ? wire::EndpointId::CreateRoute
        : headers.contains("websocket") ? wire::EndpointId::Live
                                        : wire::EndpointId::Devices;
    QCOMPARE(tokenOf(*head, wire::endpoint(id), {u"https://portal"_s}), token);
}

void HeadsTest::corsIsOffByDefault()
{
    const auto head = readRequestHead("GET / HTTP/1.1\r\nHost: a\r\nOrigin: https://portal\r\n\r\n");
    Reply reply;
    addCorsHeaders(*head, {}, reply);
    QVERIFY(reply.headers.isEmpty());
    addCorsHeaders(*head, {u"https://portal"_s}, reply);
    QVERIFY(reply.headers.contains({"Access-Control-Allow-Origin", "https://portal"}));
    Reply other;
    addCorsHeaders(*head, {u"https://other"_s}, other);
    QCOMPARE(other.headers.size(), 1); // Vary
}

PULSE_TEST_CASE(HeadsTest)
#include "heads_test.moc"
