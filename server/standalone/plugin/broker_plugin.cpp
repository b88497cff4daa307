// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Loaded by the private broker: what its access list cannot say. Mosquitto's access lists do not cover
// SUBSCRIBE, and each subscription takes memory and time that all share; so a device has a few, although it
// is sent nothing (many clients take a refused subscription for the end). And it has retained messages on
// three topics only, so that they have a bound. Everything else is left to the list.
//
// Source: Mosquitto's plugin interface, version 5 (mosquitto_plugin.h, mosquitto_broker.h of 2.0). The few
// declarations we need are written here, so that building Pulse needs no headers of the broker.
//
// Thread safety: the broker has one thread.
#include <cstdint>
#include <cstring>
#include <functional>
#include <initializer_list>
#include <map>
#include <set>
#include <string>
#include <string_view>

// NOLINTBEGIN: names and layout are Mosquitto's.
extern "C" {
struct mosquitto; // a client
struct mosquitto_opt;
struct mosquitto_evt_acl_check {
    void *future;
    mosquitto *client;
    const char *topic;
    const void *payload;
    void *properties;
    int access;
    std::uint32_t payloadlen;
    std::uint8_t qos;
    bool retain;
    void *future2[4];
};
using MOSQ_FUNC_generic_callback = int (*)(int event, void *event_data, void *userdata);
int mosquitto_callback_register(void *identifier, int event, MOSQ_FUNC_generic_callback callback,
                                const void *event_data, void *userdata);
const char *mosquitto_client_username(const mosquitto *client);

int mosquitto_plugin_version(int count, const int *versions);
int mosquitto_plugin_init(void *identifier, void **userdata, mosquitto_opt *options, int count);
int mosquitto_plugin_cleanup(void *userdata, mosquitto_opt *options, int count);
}
// NOLINTEND

namespace {

constexpr int kInterfaceVersion = 5;
constexpr int kAclCheck = 2; // MOSQ_EVT_ACL_CHECK
constexpr int kWrite = 2; // MOSQ_ACL_WRITE
constexpr int kSubscribe = 4; // MOSQ_ACL_SUBSCRIBE
constexpr int kUnsubscribe = 8; // MOSQ_ACL_UNSUBSCRIBE
constexpr int kDenied = 12; // MOSQ_ERR_ACL_DENIED
constexpr int kAskOthers = 17; // MOSQ_ERR_PLUGIN_DEFER

constexpr std::size_t kMostFilters = 16; // of a device
constexpr std::size_t kLongestFilter = 256; // bytes

// By account, which is the client id, too; hashes of filters. Kept when a device leaves: its session may be
// kept, too, and its subscriptions with it.
std::map<std::string, std::set<std::size_t>> subscriptions;

bool maySubscribe(const char *user, std::string_view filter)
{
    auto &filters = subscriptions[user];
    const std::size_t hash = std::hash<std::string_view>()(filter);
    if (filter.size() > kLongestFilter || (filters.size() >= kMostFilters && !filters.contains(hash)))
        return false;
    filters.insert(hash);
    return true;
}

void forgetSubscription(const char *user, std::string_view filter)
{
    const auto known = subscriptions.find(user);
    if (known != subscriptions.end())
        known->second.erase(std::hash<std::string_view>()(filter));
}

// TENANT/device/DEVICE
bool isDevice(const char *user) { return user && std::strstr(user, "/device/"); }

bool mayRetain(const char *topic)
{
    const char *type = std::strrchr(topic, '/');
    for (const char *known : {"/telemetry", "/heartbeat", "/status"}) {
        if (type && std::strcmp(type, known) == 0)
            return true;
    }
    return false;
}

int checkAccess(int, void *event, void *)
{
    const auto *asked = static_cast<const mosquitto_evt_acl_check *>(event);
    const char *user = mosquitto_client_username(asked->client);
    if (!isDevice(user))
        return kAskOthers;
    if (asked->access == kUnsubscribe)
        forgetSubscription(user, asked->topic);
    if (asked->access == kSubscribe && !maySubscribe(user, asked->topic))
        return kDenied;
    if (asked->access == kWrite && asked->retain && !mayRetain(asked->topic))
        return kDenied;
    return kAskOthers;
}

} // namespace

int mosquitto_plugin_version(int count, const int *versions)
{
    for (int i = 0; i < count; ++i) {
        if (versions[i] == kInterfaceVersion)
            return kInterfaceVersion;
    }
    return -1;
}

int mosquitto_plugin_init(void *identifier, void **, mosquitto_opt *, int)
{
    return mosquitto_callback_register(identifier, kAclCheck, checkAccess, nullptr, nullptr);
}

int mosquitto_plugin_cleanup(void *, mosquitto_opt *, int) { return 0; }
