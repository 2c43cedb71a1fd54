#include "app/analysis/abandoned.h"

#include "app/base/timedistance.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>
#include <vector>

namespace faultline {

namespace {

constexpr Nanoseconds askedAgainWithin = std::chrono::minutes(1);

}    // namespace

bool isAbandoned(const AskedRequest& request, std::optional<Nanoseconds> clientTimeout)
{
    if (request.status == 499 || request.status == 460 || request.status == 0)
        return true;
    return clientTimeout && request.bytesOut == 0 && request.durationNs >= clientTimeout->count();
}

std::optional<double> Abandonment::abandonedShare() const
{
    if (requests == 0)
        return std::nullopt;
    return static_cast<double>(abandoned) / static_cast<double>(requests);
}

std::optional<double> Abandonment::herdShare() const
{
    if (asked == 0)
        return std::nullopt;
    return static_cast<double>(herd) / static_cast<double>(asked);
}

Abandonment abandonmentOf(std::span<const AskedRequest> requests, std::optional<Nanoseconds> clientTimeout)
{
    std::vector<std::size_t> order(requests.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return requests[a].arrival < requests[b].arrival; });

    Abandonment result;
    result.requests = requests.size();
    std::unordered_map<std::uint64_t, std::size_t> latest;    // request of each asker
    for (const std::size_t at : order) {
        const AskedRequest& request = requests[at];
        result.abandoned += isAbandoned(request, clientTimeout) ? 1U : 0U;
        if (request.asker == 0 || request.durationNs < 0)    // absent is below 0
            continue;
        ++result.asked;
        const auto [earlier, isFirst] = latest.try_emplace(request.asker, at);
        if (isFirst)
            continue;
        const AskedRequest& first = requests[earlier->second];
        const Nanoseconds since = distance(first.arrival, request.arrival);
        result.herd += since <= askedAgainWithin && since.count() < first.durationNs ? 1U : 0U;
        earlier->second = at;
    }
    return result;
}

}    // namespace faultline
