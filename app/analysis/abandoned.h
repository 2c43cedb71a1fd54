#pragma once

#include "app/base/timestamp.h"
#include "app/query/askedrequests.h"

#include <cstddef>
#include <optional>
#include <span>

namespace faultline {

/// Given up by its client: status 499 (nginx), 460 (AWS load balancers) or 0, or not a byte sent after at least the client's timeout.
bool isAbandoned(const AskedRequest& request, std::optional<Nanoseconds> clientTimeout = {});

struct Abandonment {
    std::size_t requests = 0;
    std::size_t abandoned = 0;
    std::size_t asked = 0;            ///< those whose client, URL and duration are known
    std::size_t herd = 0;             ///< of these, asked again by the same client within a minute, while the first was still under way

    std::optional<double> abandonedShare() const;
    std::optional<double> herdShare() const;    ///< the thundering herd: people who press reload while the server still works for them
};

/// In any order; equal arrivals count in the order given.
Abandonment abandonmentOf(std::span<const AskedRequest> requests, std::optional<Nanoseconds> clientTimeout = {});

}    // namespace faultline
