// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/http/request_body.h"

#include <algorithm>

namespace pulse::api {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLongestLine = 1024;
constexpr qsizetype kMostExtra = 8 * 1024;
constexpr qsizetype kMostSizeDigits = 8; // 4 GiB: beyond every bound, and no overflow

tl::unexpected<HeadRefusal> malformed(const QString &detail)
{
    return tl::unexpected(HeadRefusal{400, u"bad_request"_s, detail});
}

bool isText(QByteArrayView line)
{
    return std::all_of(line.begin(), line.end(), [](char c) {
        return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
    });
}

} // namespace

RequestBody::RequestBody(const RequestHead &head, qint64 most)
    : m_isChunked(head.isChunked)
    , m_most(most)
    , m_dataLeft(head.contentLength)
{
    if (m_isChunked)
        m_expects = Part::SizeLine;
    else if (m_dataLeft > 0)
        m_expects = Part::Data;
}

tl::expected<qsizetype, HeadRefusal> RequestBody::take(QByteArrayView bytes)
{
    const qsizetype given = bytes.size();
    while (!bytes.isEmpty() && !isWhole()) {
        if (m_expects == Part::Data)
            takeData(bytes);
        else if (const Outcome taken = takeLine(bytes); !taken)
            return tl::unexpected(taken.error());
    }
    return given - bytes.size();
}

void RequestBody::takeData(QByteArrayView &bytes)
{
    const auto taken = static_cast<qsizetype>(std::min<qint64>(m_dataLeft, bytes.size()));
    m_bytes += bytes.first(taken);
    bytes = bytes.sliced(taken);
    m_dataLeft -= taken;
    if (m_dataLeft == 0)
        m_expects = m_isChunked ? Part::ChunkEnd : Part::Nothing;
}

RequestBody::Outcome RequestBody::takeLine(QByteArrayView &bytes)
{
    const qsizetype end = bytes.indexOf('\n');
    const qsizetype taken = end < 0 ? bytes.size() : end + 1;
    if (m_line.size() + taken > kLongestLine)
        return malformed(u"A line of a chunked body is too long."_s);
    m_line += bytes.first(taken);
    bytes = bytes.sliced(taken);
    if (end < 0)
        return {};
    if (!m_line.endsWith("\r\n"))
        return malformed(u"Lines end in CR LF."_s);
    m_line.chop(2);
    const Outcome read = isText(m_line) ? readLine() : malformed(u"A chunked body has control characters."_s);
    m_line.clear();
    return read;
}

RequestBody::Outcome RequestBody::readLine()
{
    if (m_expects == Part::SizeLine)
        return readSize();
    if (m_expects == Part::ChunkEnd) {
        m_expects = Part::SizeLine;
        return m_line.isEmpty() ? Outcome() : malformed(u"A chunk is longer than it says."_s);
    }
    if (m_line.isEmpty())
        m_expects = Part::Nothing;
    m_extra += m_line.size();
    return m_extra <= kMostExtra ? Outcome() : malformed(u"A chunked body has too many trailers."_s);
}

RequestBody::Outcome RequestBody::readSize()
{
    const auto digits =
        std::find_if_not(
            m_line.cbegin(), m_line.cend(),
            [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); })
        - m_line.cbegin();
    const QByteArrayView rest = QByteArrayView(m_line).sliced(digits).trimmed();
    if (digits == 0 || digits > kMostSizeDigits || (!rest.isEmpty() && rest.front() != ';'))
        return malformed(u"A chunk's size is not a number."_s);
    m_extra += rest.size();
    if (m_extra > kMostExtra)
        return malformed(u"A chunked body has too many extensions."_s);
    m_dataLeft = m_line.first(digits).toLongLong(nullptr, 16);
    if (m_bytes.size() + m_dataLeft > m_most)
        return tl::unexpected(tooLarge(m_most));
    m_expects = m_dataLeft == 0 ? Part::Trailer : Part::Data;
    return {};
}

} // namespace pulse::api
