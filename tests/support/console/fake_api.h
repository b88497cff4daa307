// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A server for the console's tests: the wire contract over a plain socket, with a world that a test fills and
// changes. It refuses what the contract refuses (no token, an old token) and can fail in the ways servers do.
//
// Thread safety: the thread that owns the object.
#pragma once

#include "model/alert.h"
#include "model/alert_change.h"
#include "model/delivery.h"
#include "model/device.h"
#include "model/reading.h"
#include "model/refusal.h"
#include "model/system_alert.h"
#include "wire/endpoint/endpoint.h"
#include "wire/live/live_message.h"

#include <QHash>
#include <QHostAddress>
#include <QPointer>
#include <QSet>
#include <QTcpServer>
#include <QUrl>
#include <QUrlQuery>
#include <QWebSocketServer>
#include <vector>

class QTcpSocket;
class QWebSocket;

namespace pulse::test {

struct FakeAnswer {
    int status = 200;
    QJsonObject body;
};

struct FakeRequest {
    QByteArray method;
    QString path;
    QUrlQuery query;
    QJsonObject body;
    QString bearer;
};

class FakeApi : public QObject {
    Q_OBJECT

public:
    explicit FakeApi(QObject *parent = nullptr);
    ~FakeApi() override;

    bool listen(quint16 port = 0);
    void stopListening(); // refuses new connections and closes the live ones
    quint16 port() const { return m_server.serverPort(); }
    QUrl url() const;

    // The world. Alerts are answered newest first, devices by id, telemetry newest first.
    QList<model::Device> devices;
    QList<model::Alert> alerts;
    QHash<qint64, QList<model::Transition>> histories; // by alert, oldest first
    QHash<QString, QList<model::TelemetryPoint>> telemetry; // by device, oldest first
    QHash<QString, model::DeviceRefusals> refusals; // by device
    QList<model::Delivery> deliveries; // newest first
    QHash<qint64, QList<model::DeliveryAttempt>> attempts; // by delivery, oldest first
    QString login = QStringLiteral("ada");
    QString password = QStringLiteral("correct horse");
    QString tenantId = QStringLiteral("acme");
    QString role = QStringLiteral("customer_admin");
    QList<model::SystemAlert> systemAlerts; // newest first; operators only

    // Changes, told to whoever subscribed, with the next seq of the feed.
    void changeDevice(const model::Device &device);
    void changeAlert(const model::Alert &alert);
    void addTelemetry(const QString &deviceId, const model::TelemetryPoint &point);
    void changeSystemAlert(const model::SystemAlert &alert); // told to operators
    void changeService(const model::ServiceState &service); // told to everybody, also to who comes later

    // How it fails.
    std::chrono::seconds tokenLifetime{900};
    void revokeAccessTokens() { m_accessTokens.clear(); }
    void revokeRefreshTokens() { m_refreshTokens.clear(); }
    void takeTokensFrom(const FakeApi &other) { m_accessTokens = other.m_accessTokens; }
    int protocol = wire::kLiveProtocol; // what hello says
    void forgetFeed(); // the next resume is answered by reset
    void failNext(const QString &path, const FakeAnswer &answer); // once
    void holdAnswers(bool isHeld); // requests wait until released
    void delayNext(const QString &path); // once: answered from now, sent when released
    bool isDeaf = false; // new live connections say hello and then nothing, without closing
    void dropLive(); // closes live connections as a crash does

    // What was asked.
    QList<FakeRequest> requests(const QString &pathPrefix = {}) const;
    void forgetRequests() { m_requests.clear(); }
    QList<wire::LiveRequest> liveRequests() const { return m_liveRequests; }
    int liveCount() const { return static_cast<int>(m_live.size()); }

signals:
    void requested(const QString &path);
    void liveConnected();
    void liveRequested();

private:
    struct Live {
        QSet<QString> channels; // "alerts", "devices", "device:ID"
    };

    void onConnection();
    void onReadable(QTcpSocket *socket, QByteArray *buffer);
    void upgrade(QTcpSocket *socket, const QByteArray &head);
    void upgradeDeaf(QTcpSocket *socket, const QByteArray &head);
    void onLive();
    void onLiveText(QWebSocket *socket, const QByteArray &text);
    void resume(QWebSocket *socket, qint64 after);
    void tell(const QString &channel, const QByteArray &text);
    FakeAnswer answer(const FakeRequest &request);
    bool mayCall(wire::Access access) const;
    FakeAnswer answerTo(wire::EndpointId endpoint, const QStringList &arguments, const FakeRequest &request);
    FakeAnswer session();
    FakeAnswer deviceList(const QUrlQuery &query) const;
    FakeAnswer alertList(const QUrlQuery &query) const;
    FakeAnswer alertAnswer(const FakeRequest &request);
    FakeAnswer deliveryAnswer(const FakeRequest &request);
    FakeAnswer telemetryList(const QString &deviceId, const QUrlQuery &query) const;
    FakeAnswer oneDevice(const QString &deviceId) const;
    FakeAnswer systemAnswer(const FakeRequest &request);
    bool isOperator() const { return role.startsWith(QStringLiteral("operator")); }

    QTcpServer m_server;
    QWebSocketServer m_upgrades;
    QHash<QWebSocket *, Live> m_live;
    QList<QPointer<QTcpSocket>> m_deafSockets;
    QSet<QString> m_accessTokens;
    QSet<QString> m_refreshTokens;
    int m_tokenNumber = 0;
    qint64 m_seq = 100;
    struct Change {
        qint64 seq;
        QString channel;
        QByteArray text;
    };
    std::vector<Change> m_feed;
    qint64 m_feedStart = 0; // changes up to here are forgotten
    std::optional<model::ServiceState> m_service;
    QHash<QString, FakeAnswer> m_failures;
    QSet<QString> m_delayed;
    QList<FakeRequest> m_requests;
    QList<wire::LiveRequest> m_liveRequests;
    bool m_isHeld = false;
    std::vector<std::function<void()>> m_held;
};

} // namespace pulse::test
