// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/process/product.h"
#include "support/postgres/row_reader.h"

#include "standalone/broker_users.h"
#include "support/process/free_port.h"
#include "support/process/spin.h"

#include <QEventLoop>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <unistd.h>

namespace pulse::test {

namespace {

// For a moment whoever owns the folder, like every command: what is written in there must be theirs.
class AsOwner {
public:
    explicit AsOwner(const QString &path)
    {
        const QFileInfo info(path);
        if (geteuid() == 0 && (setegid(info.groupId()) != 0 || seteuid(info.ownerId()) != 0))
            qWarning("cannot become the owner of the data folder");
    }
    ~AsOwner()
    {
        if (getuid() == 0 && (seteuid(0) != 0 || setegid(0) != 0))
            qFatal("cannot become root again");
    }
    Q_DISABLE_COPY_MOVE(AsOwner)
};

} // namespace

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

Product::Product(const ProductOptions &options)
    : m_options(options)
    , m_folder(u"/tmp/pulse-product-XXXXXX"_s)
    , m_data(m_folder.filePath(options.folderName))
    , m_mqttPort(freePort())
{
    // The server may become another user, who must reach what it makes in here.
    QFile::setPermissions(m_folder.path(), QFile::Permissions(0x7755));
    if (options.runAs
        && chown(m_folder.path().toUtf8().constData(), options.runAs->uid, options.runAs->gid) != 0)
        qWarning("cannot hand the folder over");
}

Product::~Product()
{
    if (m_process && m_process->isRunning() && !stop())
        m_process->kill();
}

Result<std::unique_ptr<Product>> Product::start(const ProductOptions &options)
{
    std::unique_ptr<Product> product(new Product(options));
    PULSE_CHECK(product->launch());
    return product;
}

QString Product::readyValue(const QString &name) const
{
    QFile file(m_data + u"/run/ready"_s);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    for (const QString &line : QString::fromUtf8(file.readAll()).split(u'\n')) {
        if (line.startsWith(name + u'='))
            return line.mid(name.size() + 1);
    }
    return {};
}

Result<> Product::launch()
{
    QFile::remove(m_data + u"/run/ready"_s); // of a server that was killed
    QStringList arguments{u"standalone"_s,
                          u"--data"_s,
                          m_data,
                          u"--http-port"_s,
                          u"0"_s,
                          u"--mqtt-port"_s,
                          QString::number(m_mqttPort)};
    if (m_options.isDemo)
        arguments.append(u"--demo"_s);
    ChildOptions child;
    child.environment = m_options.environment;
    child.runAs = m_options.runAs;
    PULSE_TRY(m_process, ChildProcess::start(m_options.program, arguments, child));
    const bool isReady =
        spinUntil([this] { return !readyValue(u"http"_s).isEmpty() || !m_process->isRunning(); }, 90s);
    m_httpUrl = readyValue(u"http"_s);
    if (!isReady || m_httpUrl.isEmpty())
        return fail(ErrorKind::Unavailable,
                    u"pulse-server did not get ready:\n%1"_s.arg(m_process->output()));
    return {};
}

void Product::kill()
{
    m_process->kill();
    m_process->waitForExit();
}

bool Product::stop()
{
    m_process->terminate();
    return m_process->waitForExit(15s) == 0;
}

Result<QString> Product::run(const QStringList &arguments)
{
    ChildOptions child;
    child.runAs = m_options.runAs;
    return ChildProcess::run(m_options.program, QStringList(arguments) << u"--data"_s << m_data, child, 120s);
}

Result<store::ConnectionConfig> Product::ownerOfSchema() const
{
    QFile file(m_data + u"/secrets/owner.conninfo"_s);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::NotFound, file.errorString());
    return store::ConnectionConfig{file.readAll().trimmed()};
}

Result<> Product::execute(const QByteArray &sql)
{
    PULSE_TRY(const auto owner, ownerOfSchema());
    return store::Connection(owner).command(sql);
}

Result<qint64> Product::number(const QByteArray &sql)
{
    PULSE_TRY(const auto owner, ownerOfSchema());
    store::Connection connection(owner);
    PULSE_TRY(const store::Rows rows, connection.select(sql));
    return test::RowReader(rows).integer();
}

Answer Product::call(const QByteArray &method, const QString &path, const QJsonObject &body)
{
    QNetworkRequest request(QUrl(m_httpUrl + path));
    if (!m_token.isEmpty())
        request.setRawHeader("Authorization", "Bearer " + m_token);
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    request.setRawHeader("Accept", "application/json");
    const QByteArray bytes = method == "GET" || method == "DELETE"
        ? QByteArray()
        : QJsonDocument(body).toJson(QJsonDocument::Compact);
    const std::unique_ptr<QNetworkReply> reply(m_network.sendCustomRequest(request, method, bytes));
    QEventLoop loop;
    QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
    loop.exec();
    return {reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(),
            QJsonDocument::fromJson(reply->readAll()).object()};
}

Result<> Product::signIn(const QString &login, const QString &password)
{
    m_token.clear();
    m_signedIn = {login, password};
    const Answer answer =
        call("POST", u"/api/auth/token"_s, {{u"username"_s, login}, {u"password"_s, password}});
    m_token = answer.json.value(u"access_token"_s).toString().toLatin1();
    if (m_token.isEmpty())
        return fail(ErrorKind::Forbidden, u"cannot sign in as %1: status %2"_s.arg(login).arg(answer.status));
    return {};
}

Result<> Product::signInAgain() { return signIn(m_signedIn.name, m_signedIn.password); }

Result<> Product::signInAsTenant() { return signIn(m_tenantAdmin.name, m_tenantAdmin.password); }

Result<> Product::signInAsOperator()
{
    if (m_operator.name.isEmpty()) {
        PULSE_TRY(m_operator, addUser(u"test-operator"_s, {u"--role"_s, u"operator_admin"_s}));
    }
    return signIn(m_operator.name, m_operator.password);
}

Result<Product::Login> Product::addUser(const QString &login, const QStringList &options)
{
    PULSE_TRY(const QString printed,
              run(QStringList{u"user"_s, u"add"_s, login, u"--print-password"_s} + options));
    return Login{login, printed.section(u"password\t"_s, 1).section(u'\n', 0, 0).trimmed()};
}

Result<> Product::addTenant(const QString &tenantId)
{
    PULSE_CHECK(run({u"tenant"_s, u"add"_s, tenantId}));
    PULSE_TRY(m_tenantAdmin,
              addUser(tenantId + u"-admin"_s, {u"--role"_s, u"customer_admin"_s, u"--tenant"_s, tenantId}));
    return signInAsTenant();
}

Result<> Product::addBrokerLogin(const QString &user, const QByteArray &password)
{
    const AsOwner owner(m_data);
    return standalone::BrokerUsers(standalone::dataPaths(m_data)).addUsers({{user, password}});
}

Result<QByteArray> Product::addDevice(const QString &tenantId, const QString &deviceId, const QString &siteId)
{
    PULSE_TRY(const QString printed, run({u"device"_s, u"add"_s, tenantId, deviceId, u"--site"_s, siteId}));
    return printed.section(deviceId + u'\t', 1).section(u'\n', 0, 0).trimmed().toUtf8();
}

} // namespace pulse::test
