// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/http/request_head.h"

#include <QSet>
#include <algorithm>
#include <cstring>

namespace pulse::api {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostHeaders = 64;
constexpr qsizetype kLongestTarget = 8192;
using Outcome = tl::expected<void, HeadRefusal>;

tl::unexpected<HeadRefusal> refuse(int status, const QString &code, const QString &detail)
{
    return tl::unexpected(HeadRefusal{status, code, detail});
}
tl::unexpected<HeadRefusal> badRequest(const QString &detail)
{
    return refuse(400, u"bad_request"_s, detail);
}

bool isTokenChar(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
        || (c != '\0' && std::strchr("!#$%&'*+-.^_`|~", c) != nullptr);
}
bool isToken(QByteArrayView text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), isTokenChar);
}

// No control characters but the tab: neither NUL nor a bare CR or LF gets through.
bool isValueChar(char c) { return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f); }

bool isVisible(char c) { return c > 0x20 && c < 0x7f; }

// These mean something different when they come twice.
bool isSingle(const QByteArray &name)
{
    static const QSet<QByteArray> kSingle{
        "host",         "content-length", "authorization", "content-type",
        "origin",       "upgrade",        "expect",        "sec-websocket-key",
        "if-match",     "range",          "user-agent",    "sec-websocket-version",
        "if-none-match"};
    return kSingle.contains(name);
}

bool isHostChar(char c) { return isVisible(c) && std::strchr("/@?#\\,\"<>", c) == nullptr; }
bool isHost(QByteArrayView text) { return std::all_of(text.begin(), text.end(), isHostChar); }

// The target in origin form; what it names as its authority becomes the head's. nullopt: it names none.
std::optional<QByteArray> pathOf(QByteArrayView target, RequestHead &head)
{
    for (const QByteArrayView scheme : {QByteArrayView("http://"), QByteArrayView("https://")}) {
        if (target.size() < scheme.size()
            || target.first(scheme.size()).compare(scheme, Qt::CaseInsensitive) != 0)
            continue;
        const QByteArrayView rest = target.sliced(scheme.size());
        const auto end = std::find_if(rest.begin(), rest.end(), [](char c) { return c == '/' || c == '?'; });
        const QByteArrayView authority = rest.first(end - rest.begin());
        if (authority.isEmpty() || !isHost(authority))
            return std::nullopt;
        head.authority = authority.toByteArray();
        const QByteArray path = rest.sliced(authority.size()).toByteArray();
        return path.startsWith('/') ? path : '/' + path;
    }
    return target.toByteArray();
}

Outcome readRequestLine(QByteArrayView line, RequestHead &head, bool &isVersion10)
{
    const qsizetype first = line.indexOf(' ');
    const qsizetype last = line.lastIndexOf(' ');
    if (first <= 0 || last <= first || line.count(' ') != 2)
        return badRequest(u"The request line has three parts."_s);
    const QByteArrayView method = line.first(first);
    const QByteArrayView target = line.sliced(first + 1, last - first - 1);
    const QByteArrayView version = line.sliced(last + 1);
    if (version != "HTTP/1.1" && version != "HTTP/1.0")
        return version.startsWith("HTTP/") ? refuse(505, u"http_version"_s, u"HTTP/1.1 is spoken here."_s)
                                           : badRequest(u"The request line names no version."_s);
    if (!isToken(method) || method.size() > 20)
        return badRequest(u"The method is malformed."_s);
    if (target.size() > kLongestTarget)
        return refuse(414, u"uri_too_long"_s, u"The request's target is too long."_s);
    if (!std::all_of(target.begin(), target.end(), isVisible) || target.contains('#'))
        return badRequest(u"The request's target is malformed."_s);
    const auto path = pathOf(target, head);
    if (!path || (!path->startsWith('/') && !(*path == "*" && method == "OPTIONS")))
        return badRequest(u"The request's target is a path."_s);
    head.method = method.toByteArray();
    const qsizetype mark = path->indexOf('?');
    head.path = mark < 0 ? *path : path->first(mark);
    head.query = mark < 0 ? QByteArray() : path->sliced(mark + 1);
    isVersion10 = version == "HTTP/1.0";
    return {};
}

Outcome readHeaderLine(QByteArrayView line, RequestHead &head)
{
    const qsizetype colon = line.indexOf(':');
    if (colon <= 0 || !isToken(line.first(colon)))
        return badRequest(
            u"A header line is malformed."_s); // a folded line, or a space before the colon, too
    const QByteArray name = line.first(colon).toByteArray().toLower();
    const QByteArray value = line.sliced(colon + 1).toByteArray().trimmed();
    if (!std::all_of(value.begin(), value.end(), isValueChar))
        return badRequest(u"A header has characters that are not allowed."_s);
    const auto found = head.headers.find(name);
    if (found == head.headers.end()) {
        head.headers.insert(name, value);
        return {};
    }
    if (isSingle(name))
        return badRequest(u"%1 is given twice."_s.arg(QString::fromLatin1(name)));
    *found += (name == "cookie" ? "; " : ", ") + value;
    return {};
}

bool hasListItem(const QByteArray &list, const QByteArray &item)
{
    const QList<QByteArray> items = list.toLower().split(',');
    return std::any_of(items.begin(), items.end(),
                       [&item](const QByteArray &one) { return one.trimmed() == item; });
}

Outcome readLength(RequestHead &head, bool isVersion10)
{
    const bool hasLength = head.headers.contains("content-length");
    if (head.headers.contains("transfer-encoding")) {
        if (hasLength)
            return badRequest(u"Content-Length and Transfer-Encoding exclude each other."_s);
        if (isVersion10)
            return badRequest(u"HTTP/1.0 has no Transfer-Encoding."_s);
        head.isChunked = head.headers.value("transfer-encoding").toLower() == "chunked";
        return head.isChunked
            ? Outcome()
            : refuse(501, u"not_implemented"_s, u"The only Transfer-Encoding is chunked."_s);
    }
    if (!hasLength)
        return {};
    const QByteArray text = head.headers.value("content-length");
    const bool isNumber = !text.isEmpty() && text.size() <= 18
        && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!isNumber)
        return badRequest(u"Content-Length is not a number."_s);
    head.contentLength = text.toLongLong();
    return {};
}

Outcome readMeaning(RequestHead &head, bool isVersion10)
{
    const QByteArray host = head.headers.value("host");
    if ((!isVersion10 && host.isEmpty()) || !isHost(host))
        return badRequest(u"A Host header is required."_s);
    if (!head.authority.isEmpty())
        head.headers.insert("host", head.authority);
    if (const auto length = readLength(head, isVersion10); !length)
        return length;
    const QByteArray connection = head.headers.value("connection");
    head.takesChunks = !isVersion10;
    head.isKeptAlive = !isVersion10 && !hasListItem(connection, "close");
    const QByteArray expect = head.headers.value("expect").toLower();
    if (!expect.isEmpty() && expect != "100-continue")
        return refuse(417, u"expectation_failed"_s, u"Only 100-continue can be expected."_s);
    head.expectsContinue = !expect.isEmpty() && !isVersion10;
    head.isWebSocketUpgrade =
        hasListItem(connection, "upgrade") && head.headers.value("upgrade").toLower() == "websocket";
    if (head.isWebSocketUpgrade
        && (head.method != "GET" || head.contentLength > 0 || head.isChunked || isVersion10))
        return badRequest(u"A WebSocket begins with GET and without a body."_s);
    return {};
}

} // namespace

HeadRefusal tooLarge(qint64 mostBodyBytes)
{
    return {413, u"too_large"_s, u"The body is larger than %1 bytes."_s.arg(mostBodyBytes)};
}

tl::expected<RequestHead, HeadRefusal> readRequestHead(const QByteArray &block)
{
    RequestHead head;
    bool isVersion10 = false;
    qsizetype at = 0;
    int lines = 0;
    while (true) {
        const qsizetype end = block.indexOf("\r\n", at);
        if (end < 0)
            return badRequest(u"Lines end in CR LF."_s);
        const QByteArrayView line = QByteArrayView(block).sliced(at, end - at);
        at = end + 2;
        if (line.isEmpty())
            break;
        if (line.contains('\n') || line.contains('\r'))
            return badRequest(u"Lines end in CR LF."_s);
        if (lines > kMostHeaders)
            return refuse(431, u"headers_too_large"_s, u"There are too many headers."_s);
        const Outcome read =
            lines == 0 ? readRequestLine(line, head, isVersion10) : readHeaderLine(line, head);
        if (!read)
            return tl::unexpected(read.error());
        ++lines;
    }
    if (lines == 0 || at != block.size())
        return badRequest(u"The request is empty."_s);
    if (const Outcome meant = readMeaning(head, isVersion10); !meant)
        return tl::unexpected(meant.error());
    return head;
}

} // namespace pulse::api
