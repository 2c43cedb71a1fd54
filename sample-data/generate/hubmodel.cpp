#include "sample-data/generate/hubmodel.h"

#include <algorithm>
#include <cmath>

namespace faultline::samples {

namespace {

/// From `low` before `begin` to `high` from `end` on, growing by a constant factor in between.
double ramp(Seconds now, Seconds begin, Seconds end, double low, double high)
{
    const double part = std::clamp((now - begin) / (end - begin), 0.0, 1.0);
    return low * std::pow(high / low, part);
}

Seconds april(int day, int hour, int minute, int second = 0)
{
    return at(2024, 4, day, hour, minute, second);
}

bool within(Seconds now, Seconds begin, Seconds end)
{
    return now >= begin && now < end;
}

}    // namespace

std::vector<std::pair<Seconds, Seconds>> HubModel::recorded()
{
    return {{april(22, 5, 30), april(22, 14, 15)}, {april(23, 18, 0), april(23, 21, 0)}, {april(24, 5, 0), april(24, 8, 45)}};
}

double HubModel::slowness(Seconds now) const
{
    double slow = 1.0;
    if (within(now, april(22, 6, 40), april(22, 12, 50))) {
        slow = ramp(now, april(22, 6, 40), april(22, 7, 30), 1.0, 60.0);
        if (now >= april(22, 7, 33, 52))
            slow = 14.0;
        if (now >= april(22, 8, 22))
            slow = 9.0;
        if (now >= april(22, 8, 44))
            slow = 5.0;
    } else if (within(now, april(23, 19, 22), april(23, 19, 56))) {
        slow = ramp(now, april(23, 19, 22), april(23, 19, 31), 1.0, 120.0);
    } else if (within(now, april(24, 5, 52), april(24, 6, 12))) {
        slow = ramp(now, april(24, 5, 52), april(24, 6, 1), 1.0, 120.0);
    } else if (within(now, april(24, 8, 3), april(24, 8, 13))) {
        slow = 12.0;
    }
    return slow;
}

bool HubModel::isMaintenance(Seconds now) const
{
    return within(now, april(22, 12, 50), april(22, 13, 51)) || within(now, april(23, 19, 56), april(23, 20, 19))
        || within(now, april(24, 6, 12), april(24, 6, 18));
}

bool HubModel::isFirewalled(Seconds now) const
{
    return now >= april(22, 8, 22);
}

bool HubModel::isQuicksearchOff(Seconds now) const
{
    return now >= april(22, 8, 44);
}

double HubModel::trafficRate(Seconds now) const
{
    const double hour = std::fmod(now, 86400.0) / 3600.0;
    return 3.0 + 0.9 * std::sin((hour - 9.0) / 24.0 * 6.283185307179586);
}

double HubModel::internalRate(Seconds now) const
{
    if (now < april(22, 6, 20) || now >= april(22, 9, 30))
        return 0.15;
    return now < april(22, 8, 22) ? 2.4 : 0.5;
}

double HubModel::firstCulpritRate(Seconds now) const
{
    if (within(now, april(22, 6, 8), april(22, 12, 50)))
        return ramp(now, april(22, 6, 8), april(22, 6, 44), 0.02, 1.8) * (now > april(22, 8, 44) ? 0.4 : 1.0);
    if (within(now, april(23, 18, 58), april(23, 19, 56)))
        return ramp(now, april(23, 18, 58), april(23, 19, 28), 0.02, 0.35);
    return 0.015;
}

double HubModel::secondCulpritRate(Seconds now) const
{
    if (within(now, april(23, 18, 56), april(23, 19, 56)))
        return ramp(now, april(23, 18, 56), april(23, 19, 24), 0.02, 2.2);
    if (within(now, april(24, 5, 26), april(24, 6, 12)))
        return ramp(now, april(24, 5, 26), april(24, 5, 54), 0.02, 2.0);
    if (within(now, april(24, 8, 0), april(24, 8, 13)))
        return 0.8;
    return 0.015;
}

double HubModel::connections(Seconds now)
{
    const double noise = m_noise.between(-15.0, 15.0);
    for (const Seconds outOfMemory : {april(23, 19, 33, 12), april(23, 19, 45, 40)}) {
        if (within(now, outOfMemory, outOfMemory + 60))
            return 40.0 + noise;
    }
    return std::min(420.0 + 60.0 * (slowness(now) - 1.0), 6400.0) + noise;
}

double HubModel::memoryGiB(Seconds now) const
{
    const double size = now < april(22, 7, 4, 24) ? 32.0 : (now < april(22, 12, 46, 48) ? 64.0 : 128.0);
    return size * std::min(0.55 + 0.09 * std::log(slowness(now)), 0.985);
}

double HubModel::networkBase(Seconds now) const
{
    return 1.1e6 * trafficRate(now);
}

std::string HubModel::deployments()
{
    std::string list = "[\n";
    const auto deploy = [&list](int id, const char* sha, const char* description, Seconds when, const char* state, double seconds) {
        list += list.size() > 3 ? ",\n" : "";
        list += format("  {\"id\": %d, \"sha\": \"%s\", \"ref\": \"main\", \"task\": \"deploy\", \"payload\": {}, \"original_environment\": \"production\", \"environment\": \"production\", "
                       "\"description\": \"%s\", \"creator\": {\"login\": \"hub-release-bot\"}, \"created_at\": \"%s\", \"updated_at\": \"%s\", \"transient_environment\": false, "
                       "\"production_environment\": true, \"statuses\": [{\"id\": %d1, \"state\": \"in_progress\", \"creator\": {\"login\": \"hub-release-bot\"}, \"created_at\": \"%s\"}, "
                       "{\"id\": %d2, \"state\": \"%s\", \"creator\": {\"login\": \"hub-release-bot\"}, \"created_at\": \"%s\"}]}",
                       id, sha, description, isoTime(when, 0).c_str(), isoTime(when + seconds, 0).c_str(), id, isoTime(when + 20, 0).c_str(), id, state, isoTime(when + seconds, 0).c_str());
    };
    deploy(7001, "5f0c3a9d21b7", "web: card layout", april(22, 5, 12), "success", 260);
    deploy(7002, "a84d88e4c1f0", "web: raise page cache", april(22, 10, 31), "success", 240);
    deploy(7003, "c9e17b20d4aa", "web: cache model info for longer", april(23, 9, 4), "success", 275);
    deploy(7004, "01d2f44b9c3e", "web: fix badge colours", april(23, 14, 40), "failure", 120);
    deploy(7005, "77b1e0a5cd12", "web: fix badge colours again", april(23, 15, 2), "success", 250);
    deploy(7006, "e3305c2f8b91", "web: limit spaces on model pages", april(24, 9, 20), "success", 262);
    return list + "\n]\n";
}

std::string HubModel::flags()
{
    std::string items;
    const auto change = [&items](int id, Seconds when, const char* flag, const char* name, const char* action, const char* verb) {
        items += items.empty() ? "" : ",\n";
        items += format("    {\"_id\": \"6625f0%04d\", \"accountId\": \"hub\", \"date\": %lld, \"kind\": \"flag\", \"name\": \"%s\", \"description\": \"\", \"shortDescription\": \"\", \"comment\": \"\", "
                        "\"member\": {\"email\": \"oncall@hub.example\", \"firstName\": \"On-call\", \"lastName\": \"engineer\"}, \"titleVerb\": \"%s\", "
                        "\"title\": \"On-call engineer %s %s in Production\", \"target\": {\"name\": \"%s\", \"resources\": [\"proj/hub:env/production:flag/%s\"]}, "
                        "\"accesses\": [{\"action\": \"%s\", \"resource\": \"proj/hub:env/production:flag/%s\"}]}",
                        id, static_cast<long long>(when * 1000), name, verb, verb, name, name, flag, action, flag);
    };
    change(4, april(24, 8, 6), "aggressive-rate-limit", "Aggressive rate limit", "updateOn", "turned on the flag");
    change(3, april(22, 8, 44), "quicksearch", "Quicksearch", "updateOn", "turned off the flag");
    change(2, april(21, 13, 15), "new-model-card", "New model card", "updateOn", "turned on the flag");
    change(1, april(18, 9, 2), "quicksearch", "Quicksearch", "updateOn", "turned on the flag");
    return "{\n  \"items\": [\n" + items + "\n  ],\n  \"totalCount\": 4\n}\n";
}

std::string HubModel::timeline()
{
    return R"(# Hub outage

All times CET unless said otherwise. Support case of the database provider: scaling began at 04/22/24 - 07:04:24 AM UTC.

| timestamp (CET) | event |
|---|---|
| 22/04 8:45 | First instabilities |
| 22/04 9:04 | Database cluster autoscales from tier 1 to tier 2 (support case: 04/22/24 - 07:04:24 AM UTC) |
| 22/04 9:30 | Hub unresponsive |
| 22/04 9:33 | Cluster reported healthy (support case: 04/22/24 - 07:33:52 AM UTC) |
| 22/04 10:22 | Firewall rule against the user agent Java/* |
| 22/04 10:44 | Quicksearch switched off |
| 22/04 14:26 | Public message |
| 22/04 14:46 | Cluster scaled by hand from tier 2 to tier 3 (support case: 04/22/24 - 12:46:48 PM UTC) |
| 22/04 14:50 | Maintenance mode, 503 page |
| 22/04 15:00 | All hub pods scaled to 0 |
| 22/04 15:51 | Back to normal |
| -- -- | |
| 23/04 21:30 | Hub down: connections and memory rise, the primary is out of memory, twice |
| 23/04 21:56 | Maintenance mode, all traffic blocked |
| 23/04 22:19 | Maintenance lifted, back to normal |
| -- -- | |
| 24/04 8:00 | Unresponsive again |
| 24/04 8:12 | Maintenance page, pods scaled down |
| 24/04 8:18 | Maintenance lifted, back to normal |
| 24/04 10:03-10:13 | Spikes; aggressive rate limit; back to normal |

The third crash came on Tuesday, April 24th. Load tests of the one URL followed at 24/04 18:05, 18:15 and lastly ~18:45.
)";
}

}    // namespace faultline::samples
