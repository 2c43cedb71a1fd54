#pragma once

#include <cstdint>
#include <string>

namespace faultline::samples {

/// What the caller may change about an incident. Names of the culprits are data of the generator, unknown to the program.
struct Options {
    std::string folder = ".";
    std::uint64_t seed = 1;
    double scale = 1.0;           ///< multiplies traffic
    std::string firstCulprit;     ///< hub-outage: URL behind the first crash; "" = the incident's own
    std::string secondCulprit;    ///< hub-outage: URL behind the second and third
    std::string flag;             ///< flag-rollout: key of the flag
    std::uint64_t decoys = 0;     ///< flag-rollout: changes that did nothing; hub-outage: cheap URLs that rise in each crash
    int retries = -1;             ///< how often a request that was given up (hub-outage: 2) or failed (flag-rollout: 0) is sent again; -1: the incident's own
    std::uint64_t lines = 5'000'000;    ///< access: lines of the log
    std::uint64_t urls = 50'000;        ///< access: distinct URLs
};

/// Three crashes of a model hub in April 2024: one exact URL overloads the database each time.
bool writeHubOutage(const Options& options);

/// A database that tips over in May 2023, 18 hours after a feature flag was rolled out.
bool writeFlagRollout(const Options& options);

/// A plain combined log with request times, of any size, for benchmarks.
bool writeAccessLog(const Options& options);

}    // namespace faultline::samples
