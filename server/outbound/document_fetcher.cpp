// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outbound/document_fetcher.h"

#include <QHostAddress>
#include <algorithm>
#include <curl/curl.h>

namespace pulse::outbound {

using namespace Qt::StringLiterals;

namespace {

constexpr int kLongestPollMs = 60'000;

tl::unexpected<Error> noDocument(const QString &why) { return fail(ErrorKind::Unavailable, why); }

} // namespace

bool isFetchable(const QUrl &url)
{
    if (!url.isValid() || url.host().isEmpty() || !url.userInfo().isEmpty())
        return false;
    if (url.scheme() == "http"_L1)
        return url.host() == "localhost"_L1 || QHostAddress(url.host()).isLoopback();
    return url.scheme() == "https"_L1;
}

// One document on its way. Does not move: curl holds its address.
class DocumentFetcher::Transfer {
public:
    Transfer(const QUrl &url, const FetchSettings &settings, Done done)
        : m_settings(settings)
        , m_done(std::move(done))
        , m_easy(curl_easy_init(), curl_easy_cleanup)
    {
        CURL *easy = m_easy.get();
        curl_easy_setopt(easy, CURLOPT_URL, url.toEncoded().constData());
        curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, url.scheme().toLatin1().constData());
        curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
        curl_easy_setopt(easy, CURLOPT_PROXY, ""); // not even from the environment
        curl_easy_setopt(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
        curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
        curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
        if (!settings.certificateFile.isEmpty()) {
            curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
            curl_easy_setopt(easy, CURLOPT_CAINFO, settings.certificateFile.constData());
        }
        curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L); // stop() does not wait for a name server
        curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(settings.timeout.count()));
        curl_easy_setopt(easy, CURLOPT_HTTPHEADER, m_headers.get());
        curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Transfer::onBody);
        curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
    }
    CURL *handle() const { return m_easy.get(); }
    Done takeDone() { return std::move(m_done); }

    Result<QByteArray> outcome(CURLcode result)
    {
        if (m_isTooLarge)
            return noDocument(u"it is larger than %1 bytes"_s.arg(m_settings.largest));
        if (result != CURLE_OK)
            return noDocument(QString::fromUtf8(curl_easy_strerror(result)));
        long status = 0;
        curl_easy_getinfo(handle(), CURLINFO_RESPONSE_CODE, &status);
        if (status != 200)
            return noDocument(u"it was answered %1"_s.arg(status));
        return std::move(m_body);
    }

private:
    using Headers = std::unique_ptr<curl_slist, void (*)(curl_slist *)>;

    // Bytes come one by one: the second argument is always 1 (CURLOPT_WRITEFUNCTION).
    static size_t onBody(char *bytes, size_t, size_t count, void *self)
    {
        auto *transfer = static_cast<Transfer *>(self);
        const auto length = static_cast<qsizetype>(count);
        transfer->m_isTooLarge = transfer->m_body.size() + length > transfer->m_settings.largest;
        if (transfer->m_isTooLarge)
            return 0;
        transfer->m_body.append(bytes, length);
        return count;
    }

    const FetchSettings &m_settings;
    Done m_done;
    Headers m_headers{curl_slist_append(nullptr, "Accept: application/json"), curl_slist_free_all};
    std::unique_ptr<CURL, void (*)(CURL *)> m_easy;
    QByteArray m_body;
    bool m_isTooLarge = false;
};

DocumentFetcher::DocumentFetcher(FetchSettings settings)
    : m_settings(std::move(settings))
{
}

DocumentFetcher::~DocumentFetcher() { stop(); }

Result<> DocumentFetcher::start()
{
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    CURLM *multi = ready == CURLE_OK ? curl_multi_init() : nullptr;
    if (!multi)
        return fail(ErrorKind::Internal, u"libcurl does not start"_s);
    auto inbox = m_inbox.lock();
    inbox->isOpen = true;
    inbox->multi = multi;
    m_thread = std::thread([this, multi] { run(multi); });
    return {};
}

void DocumentFetcher::stop()
{
    {
        auto inbox = m_inbox.lock();
        inbox->isOpen = false;
        if (inbox->multi)
            curl_multi_wakeup(inbox->multi);
    }
    if (m_thread.joinable())
        m_thread.join();
}

void DocumentFetcher::fetch(const QUrl &url, Done done)
{
    if (!isFetchable(url))
        return done(fail(ErrorKind::Invalid, u"%1 is not an https address"_s.arg(url.toDisplayString())));
    auto transfer = std::make_unique<Transfer>(url, m_settings, std::move(done));
    {
        auto inbox = m_inbox.lock();
        if (inbox->isOpen && inbox->atOnce < m_settings.mostAtOnce) {
            ++inbox->atOnce;
            inbox->arrived.push_back(std::move(transfer));
            curl_multi_wakeup(inbox->multi);
            return;
        }
    }
    transfer->takeDone()(noDocument(u"too many documents are asked for at once, or none any more"_s));
}

void DocumentFetcher::run(void *opened)
{
    const std::unique_ptr<CURLM, CURLMcode (*)(CURLM *)> multi(opened, curl_multi_cleanup);
    while (takeArrived(multi.get())) {
        int running = 0;
        curl_multi_perform(multi.get(), &running);
        takeFinished(multi.get());
        curl_multi_poll(multi.get(), nullptr, 0, kLongestPollMs, nullptr);
    }
    for (auto &[handle, transfer] : m_underWay) {
        curl_multi_remove_handle(multi.get(), handle);
        finish(std::move(transfer), noDocument(u"the server is stopping"_s));
    }
    m_underWay.clear();
}

// False: it is to stop.
bool DocumentFetcher::takeArrived(void *multi)
{
    auto inbox = m_inbox.lock();
    for (auto &transfer : std::exchange(inbox->arrived, {})) {
        curl_multi_add_handle(multi, transfer->handle());
        m_underWay.emplace(transfer->handle(), std::move(transfer));
    }
    if (!inbox->isOpen)
        inbox->multi = nullptr;
    return inbox->isOpen;
}

void DocumentFetcher::takeFinished(void *multi)
{
    int left = 0;
    while (const CURLMsg *message = curl_multi_info_read(multi, &left)) {
        const CURLcode result = message->data.result; // the message goes with its handle
        auto ended = m_underWay.extract(message->easy_handle);
        curl_multi_remove_handle(multi, ended.key());
        auto body = ended.mapped()->outcome(result);
        finish(std::move(ended.mapped()), std::move(body));
    }
}

void DocumentFetcher::finish(std::unique_ptr<Transfer> transfer, Result<QByteArray> body)
{
    --m_inbox.lock()->atOnce;
    transfer->takeDone()(std::move(body));
}

} // namespace pulse::outbound
