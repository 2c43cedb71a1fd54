#pragma once

#include <cstdint>
#include <string_view>

namespace faultline {

/// HAProxy's HTTP and TCP log formats (option httplog, tcplog), with or without syslog's prefix, cut lines included.
struct HaproxyLine {
    std::string_view client;             ///< "192.0.2.1:33317"
    std::string_view time;               ///< between the brackets, no zone
    std::string_view frontend;           ///< without the "~" of TLS
    std::string_view backend, server;    ///< server "<NOSRV>" when none was asked
    std::string_view flags;              ///< termination state: "sH--", TCP "cD"
    std::string_view captured;           ///< {request headers} {response headers} with their braces
    std::string_view request;            ///< data() is nullptr in TCP lines
    std::string_view rest;               ///< behind the request
    bool isHttp = false;
    bool isEarly = false;                ///< logasap: "+" before total time and bytes, which go on growing
    bool isCut = false;                  ///< the request does not end

    // -1 in the log (not reached) and what is not in the line are absent.
    std::int64_t requestTimeMs, queueTimeMs, connectTimeMs, responseTimeMs, totalTimeMs;
    std::int64_t status, bytes;
    std::int64_t actconn, feconn, beconn, srvconn, retries, serverQueue, backendQueue;
};

enum class HaproxyFault : std::uint8_t {
    None,
    NotHaproxy,
    BadCounters,
    Message    ///< client, time and frontend, but no request: "SSL handshake failure"
};

/// `message` is what follows the frontend of a Message.
HaproxyFault splitHaproxyLine(std::string_view line, HaproxyLine& fields, std::string_view& message);

}    // namespace faultline
