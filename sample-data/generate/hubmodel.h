#pragma once

#include "sample-data/generate/random.h"
#include "sample-data/generate/writing.h"

#include <string>
#include <utility>
#include <vector>

namespace faultline::samples {

/// How the hub behaved at a given second: the story of docs/incidents as functions of time.
class HubModel {
public:
    explicit HubModel(std::uint64_t seed) : m_noise(seed + 17) {}

    static constexpr int minutes = 3 * 24 * 60;
    static Seconds begin() { return at(2024, 4, 22, 0, 0); }
    /// The stretches that the access and database logs cover.
    static std::vector<std::pair<Seconds, Seconds>> recorded();

    double slowness(Seconds now) const;           ///< factor on the time of everything that needs the database
    bool isMaintenance(Seconds now) const;
    bool isFirewalled(Seconds now) const;         ///< Java/* is blocked
    bool isQuicksearchOff(Seconds now) const;
    double trafficRate(Seconds now) const;        ///< requests a second, ordinary
    double internalRate(Seconds now) const;       ///< the internal Java/17 client
    double firstCulpritRate(Seconds now) const;
    double secondCulpritRate(Seconds now) const;
    double connections(Seconds now);
    double memoryGiB(Seconds now) const;
    double networkBase(Seconds now) const;        ///< bytes a second without the info caches

    static std::string deployments();             ///< GitHub deployments with statuses
    static std::string flags();                   ///< LaunchDarkly audit log
    static std::string timeline();                ///< the table as people wrote it

private:
    Random m_noise;
};

}    // namespace faultline::samples
