#include "sample-data/generate/options.h"
#include "sample-data/generate/random.h"
#include "sample-data/generate/writing.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace faultline::samples {

namespace {

Seconds may(int day, int hour, int minute, int second = 0)
{
    return at(2023, 5, day, hour, minute, second);
}

constexpr double poolSize = 500;

/// Ten days of tension in two: INSERTs of one id contend for the unique index once the flag sends updates in parallel.
class FlagRollout {
public:
    explicit FlagRollout(const Options& options) : m_options(options), m_random(options.seed + 101), m_flag(options.flag.empty() ? "async-prediction-updates" : options.flag),
          m_flagName(m_flag == "async-prediction-updates" ? "Asynchronous prediction updates" : m_flag)
    {
        chooseDecoys();
    }
    bool write();

private:
    double load(Seconds now) const;              ///< predictions a second
    double rollout(Seconds now) const;           ///< share of traffic behind the flag
    double insertMilliseconds(Seconds now) const;
    double connections(Seconds now) const;
    bool isSaturated(Seconds now) const { return connections(now) >= poolSize - 1; }
    void request(Seconds when, int attempt);
    void second(Seconds now);
    void access(Seconds end, const std::string& request, int status, double seconds, const char* agent);
    void statement(Seconds end, const std::string& severity, const std::string& code, const std::string& message, const char* tag);
    void insert(Seconds now, const std::string& id);
    void chooseDecoys();
    bool writeMetrics();
    bool writeFlags();
    bool writeDeployments();

    const Options& m_options;
    Random m_random;
    std::string m_flag;
    std::string m_flagName;
    struct Decoy {
        std::string name;
        Seconds when = 0;
        Seconds off = 0;      // of a flag; 0 = it stays on
        bool isFlag = false;
    };
    std::vector<Decoy> m_decoys;
    TimedLines m_access, m_database;
    long long m_session = 0;
};

double FlagRollout::load(Seconds now) const
{
    const double hour = std::fmod(now, 86400.0) / 3600.0;
    return 1.0 + 0.25 * std::sin((hour - 0.5) / 24.0 * 6.283185307179586) + 0.06 * std::sin(now / 900.0) + 0.04 * std::sin(now / 310.0);
}

double FlagRollout::rollout(Seconds now) const
{
    if (now < may(9, 13, 20) || now >= may(11, 7, 31))
        return 0;
    return now < may(9, 16, 45) ? 0.1 : (now < may(10, 10, 30) ? 0.35 : 1.0);
}

double FlagRollout::insertMilliseconds(Seconds now) const
{
    const double calm = 0.8 + 0.2 * load(now);
    const double contended = calm * (1.0 + 0.9 * rollout(now) * load(now));
    const Seconds tip = may(11, 5, 4, 30);
    const Seconds off = may(11, 7, 31);
    if (now < tip)
        return contended;
    if (now < off)
        return std::min(contended * std::exp((now - tip) / 95.0), 32000.0 + 2500.0 * std::sin(now / 77.0));
    return std::max(calm, 32000.0 * std::exp(-(now - off) / 40.0));
}

double FlagRollout::connections(Seconds now) const
{
    const double calm = 110.0 + 40.0 * load(now);
    const Seconds rise = may(11, 5, 9);
    const Seconds full = may(11, 5, 45);
    const Seconds off = may(11, 7, 31);
    if (now < rise)
        return calm;
    if (now < off)
        return std::min(calm + (poolSize - calm) * std::pow((now - rise) / (full - rise), 1.6), poolSize);
    return std::max(calm, poolSize * std::exp(-(now - off) / 90.0));
}

void FlagRollout::access(Seconds end, const std::string& request, int status, double seconds, const char* agent)
{
    // A container runtime put its own stamp and stream around each line.
    m_access.add(end, format("%s stdout F 198.51.100.%d - - [%s] \"%s HTTP/1.1\" %d %d \"-\" \"%s\" %.3f", (isoTime(end, 3).substr(0, 23) + "104812Z").c_str(), static_cast<int>(m_random.whole(1, 254)),
                             accessTime(end, 0).c_str(), request.c_str(), status, status == 500 ? 170 : static_cast<int>(m_random.whole(300, 5200)), agent, seconds));
}

void FlagRollout::statement(Seconds end, const std::string& severity, const std::string& code, const std::string& message, const char* tag)
{
    const int process = static_cast<int>(m_random.whole(2000, 9000));
    ++m_session;
    m_database.add(end, format("%s,\"app\",\"predictions\",%d,\"10.0.0.%d:%d\",645c%04llx.%x,%lld,\"%s\",%s,%d/%lld,0,%s,%s,\"%s\",,,,,,,,,\"api\",\"client backend\",,%lld", postgresTime(end).c_str(), process,
                               static_cast<int>(m_random.whole(2, 40)), static_cast<int>(m_random.whole(32768, 60999)), static_cast<unsigned long long>(m_session), static_cast<unsigned>(process), m_session, tag,
                               postgresTime(end - 400).substr(0, 19).append(" UTC").c_str(), static_cast<int>(m_random.whole(3, 400)), m_session, severity.c_str(), code.c_str(), message.c_str(),
                               severity == "LOG" ? -5839283746LL : 0LL));
}

void FlagRollout::insert(Seconds now, const std::string& id)
{
    const double milliseconds = m_random.logNormal(insertMilliseconds(now), 0.35);
    if (isSaturated(now) && m_random.chance(0.5)) {
        statement(now, "FATAL", "53300", "remaining connection slots are reserved for non-replication superuser connections", "startup");
        return;
    }
    const Seconds end = now + milliseconds / 1000.0;
    if (milliseconds > 250)
        statement(end, "LOG", "00000", format("duration: %.3f ms  statement: INSERT INTO prediction_updates (prediction_id, status, created_at) VALUES ('%s', 'processing', now())", milliseconds, id.c_str()), "INSERT");
    if (milliseconds > 1500 && m_random.chance(0.4))
        statement(now + 1.0, "LOG", "00000", format("process %d still waiting for ShareLock on transaction %lld after 1000.%03d ms", static_cast<int>(m_random.whole(2000, 9000)), 80000000 + m_session, static_cast<int>(m_random.whole(40, 190))), "INSERT waiting");
}

void FlagRollout::request(Seconds when, int attempt)
{
    static constexpr std::array<const char*, 3> clients = {"predictions-python/0.8.1", "predictions-js/0.12.0", "Mozilla/5.0 (X11; Linux x86_64; rv:113.0) Gecko/20100101 Firefox/113.0"};
    const std::string id = format("%08llx%06llx", static_cast<unsigned long long>(m_random.next() >> 32U), static_cast<unsigned long long>(m_random.next() >> 40U));
    const char* agent = clients[static_cast<std::size_t>(m_random.whole(0, 2))];
    const double wait = std::min(insertMilliseconds(when) / 1000.0, 30.0);
    const bool fails = isSaturated(when) && m_random.chance(0.75);
    const double kind = m_random.unit();
    Seconds end = when;
    if (kind < 0.3) {
        insert(when, id);
        end = when + 0.03 + wait;
        access(end, "POST /v1/predictions", fails ? 500 : 201, 0.03 + wait, agent);
    } else if (kind < 0.85) {
        const double seconds = m_random.logNormal(0.012, 0.4) + (fails ? 10.0 : wait * 0.2);
        end = when + seconds;
        access(end, "GET /v1/predictions/" + id, fails ? 500 : 200, seconds, agent);
    } else {
        const double seconds = m_random.logNormal(0.05, 0.4) + (fails ? 10.0 : 0.0);
        end = when + seconds;
        access(end, kind < 0.93 ? "GET /explore" : "GET /", fails ? 500 : 200, seconds, clients[2]);
    }
    if (fails && attempt < m_options.retries)
        request(end + m_random.between(1.0, 15.0), attempt + 1);
}

void FlagRollout::second(Seconds now)
{
    const double rate = load(now) * m_options.scale;
    for (double left = rate; left > 0; left -= 1.0) {
        if (m_random.unit() < left)
            request(now + m_random.unit(), 0);
    }
    // Calm hours still have a slow statement now and then.
    if (m_random.chance(0.004))
        statement(now, "LOG", "00000", format("duration: %.3f ms  statement: SELECT id, name FROM models WHERE owner = 'team-%d' ORDER BY run_count DESC LIMIT 50", m_random.between(260, 900), static_cast<int>(m_random.whole(1, 40))), "SELECT");
    if (std::fmod(now, 300.0) < 1.0)
        statement(now, "LOG", "00000", format("checkpoint complete: wrote %d buffers (2.1%%); 0 WAL file(s) added, 0 removed, 3 recycled; write=%.3f s, sync=0.004 s, total=%.3f s; sync files=41, longest=0.002 s, average=0.001 s; distance=51234 kB, estimate=60012 kB", static_cast<int>(m_random.whole(900, 9000)), m_random.between(20, 29), m_random.between(29, 30)), "");
}

/// Changes that did nothing, at any time of the two days; some flags are switched off in the incident, without effect.
void FlagRollout::chooseDecoys()
{
    static constexpr std::array<const char*, 8> services = {"search", "avatars", "billing", "worker", "mailer", "web", "docs", "uploads"};
    static constexpr std::array<const char*, 8> things = {"new-cache", "log-levels", "banner", "retry-policy", "thumbnails", "faster-json", "index-order", "dark-mode"};
    Random random(m_options.seed + 9001);    // of its own: the same seed makes the same traffic with and without decoys
    for (std::uint64_t i = 0; i < m_options.decoys; ++i) {
        Decoy decoy;
        decoy.name = format("%s-%s-%d", services[static_cast<std::size_t>(random.whole(0, 7))], things[static_cast<std::size_t>(random.whole(0, 7))], static_cast<int>(i));
        decoy.when = std::floor(random.between(may(9, 6, 0), may(11, 4, 55)));
        decoy.isFlag = random.chance(0.5);
        if (random.chance(0.3))
            decoy.off = std::floor(random.between(may(11, 5, 50), may(11, 7, 0)));
        m_decoys.push_back(decoy);
    }
}

bool FlagRollout::writeMetrics()
{
    std::string latency = "\"time\",\"metric\",\"value\"\r\n";
    std::string pool = "timestamp,database_connections,cpu_percent\n";
    for (Seconds now = may(9, 0, 0); now < may(11, 9, 0); now += 60) {
        latency += format("%lld,insert latency p95 (ms),%.3f\r\n", static_cast<long long>(now * 1000), m_random.logNormal(insertMilliseconds(now) * 1.6, 0.07));
        latency += format("%lld,predictions per second,%.3f\r\n", static_cast<long long>(now * 1000), load(now) * m_random.between(0.96, 1.04));
        const double saturated = isSaturated(now) ? poolSize : std::floor(connections(now) + m_random.between(-3, 3));
        pool += format("%s,%.0f,%.1f\n", isoTime(now, 0).c_str(), saturated, (now < may(10, 14, 2) ? 34.0 : 22.0) * load(now) * m_random.between(0.95, 1.05));
    }
    return writeFile(m_options.folder + "/Predictions-data-2023-05-11 10_02_11.csv", latency) && writeFile(m_options.folder + "/database-metrics.csv", pool);
}

bool FlagRollout::writeFlags()
{
    std::string items;
    int id = 20;
    const auto change = [&](Seconds when, const std::string& flag, const char* name, const char* action, const char* verb, const char* comment) {
        items += items.empty() ? "" : ",\n";
        items += format("    {\"_id\": \"645bd1%04d\", \"accountId\": \"predictions\", \"date\": %lld, \"kind\": \"flag\", \"name\": \"%s\", \"description\": \"\", \"shortDescription\": \"\", \"comment\": \"%s\", "
                        "\"member\": {\"email\": \"platform@predictions.example\", \"firstName\": \"Platform\", \"lastName\": \"team\"}, \"titleVerb\": \"%s\", \"title\": \"Platform team %s %s in Production\", "
                        "\"target\": {\"name\": \"%s\", \"resources\": [\"proj/default:env/production:flag/%s\"]}, \"accesses\": [{\"action\": \"%s\", \"resource\": \"proj/default:env/production:flag/%s\"}]}",
                        id--, static_cast<long long>(when * 1000), name, comment, verb, verb, name, name, flag.c_str(), action, flag.c_str());
    };
    change(may(11, 7, 31), m_flag, m_flagName.c_str(), "updateOn", "turned off the flag", "");
    change(may(11, 6, 40), "verbose-api-logs", "Verbose API logs", "updateOn", "turned on the flag", "for the incident");
    change(may(10, 16, 12), "explore-page-redesign", "Explore page redesign", "updateOn", "turned on the flag", "");
    change(may(10, 10, 30), m_flag, m_flagName.c_str(), "updateFallthrough", "updated the flag", "100 %");
    change(may(9, 16, 45), m_flag, m_flagName.c_str(), "updateFallthrough", "updated the flag", "35 %");
    change(may(9, 13, 20), m_flag, m_flagName.c_str(), "updateOn", "turned on the flag", "10 %");
    change(may(3, 8, 0), "explore-page-redesign", "Explore page redesign", "updateOn", "turned off the flag", "");
    int count = 7;
    id = 1000;
    for (const Decoy& decoy : m_decoys) {
        if (!decoy.isFlag)
            continue;
        change(decoy.when, decoy.name, decoy.name.c_str(), "updateOn", "turned on the flag", "");
        ++count;
        if (decoy.off <= decoy.when)
            continue;
        change(decoy.off, decoy.name, decoy.name.c_str(), "updateOn", "turned off the flag", "");
        ++count;
    }
    return writeFile(m_options.folder + "/flags.json", "{\n  \"items\": [\n" + items + format("\n  ],\n  \"totalCount\": %d\n}\n", count));
}

bool FlagRollout::writeDeployments()
{
    std::string list;
    const auto deploy = [&list](int id, const char* task, const char* description, Seconds when, double seconds) {
        list += list.empty() ? "" : ",\n";
        list += format("  {\"id\": %d, \"sha\": \"9d3a%08d\", \"ref\": \"main\", \"task\": \"%s\", \"payload\": {}, \"original_environment\": \"production\", \"environment\": \"production\", \"description\": \"%s\", "
                       "\"creator\": {\"login\": \"release-bot\"}, \"created_at\": \"%s\", \"updated_at\": \"%s\", \"transient_environment\": false, \"production_environment\": true, \"statuses\": ["
                       "{\"id\": %d1, \"state\": \"in_progress\", \"creator\": {\"login\": \"release-bot\"}, \"created_at\": \"%s\"}, {\"id\": %d2, \"state\": \"success\", \"creator\": {\"login\": \"release-bot\"}, \"created_at\": \"%s\"}]}",
                       id, id, task, description, isoTime(when, 0).c_str(), isoTime(when + seconds, 0).c_str(), id, isoTime(when + 5, 0).c_str(), id, isoTime(when + seconds, 0).c_str());
    };
    deploy(301, "deploy", "api: accept asynchronous updates", may(9, 9, 40), 210);
    deploy(302, "maintenance", "primary database: resize", may(10, 14, 2), 72);
    deploy(303, "deploy", "web: footer links", may(10, 18, 25), 190);
    deploy(304, "deploy", "web: model cards", may(11, 4, 10), 185);
    int id = 400;
    for (const Decoy& decoy : m_decoys) {
        if (!decoy.isFlag)
            deploy(id++, "deploy", decoy.name.c_str(), decoy.when, 120);
    }
    return writeFile(m_options.folder + "/deployments.json", "[\n" + list + "\n]\n");
}

bool FlagRollout::write()
{
    for (Seconds now = may(10, 9, 0); now < may(11, 8, 30); now += 1)
        second(now);
    const std::string notes = R"(# Notes on the incident of 11 May 2023

On 9 May and 10 May asynchronous prediction updates were rolled out broadly behind a feature flag.

A little after 14:00 UTC on 10 May, the primary database was resized. It took just over a minute and no trouble was seen.

A little after 05:00 UTC on 11 May, normal variation of the traffic reached the tipping point and INSERT latency rose from about 1 ms to tens of seconds.

At 05:45 UTC on 11 May the connection pool was fully saturated; website and API were slow or answered HTTP 500.

At 05:46 UTC on 11 May monitoring paged an engineer.

At 07:31 UTC on 11 May the flag was switched off everywhere, and the system recovered within a few minutes.
)";
    const std::string& folder = m_options.folder;
    return m_access.write(folder + "/api-access.log", 0, may(12, 0, 0)) && m_database.write(folder + "/postgresql-2023-05-11.csv", 0, may(12, 0, 0)) && writeMetrics() && writeFlags() && writeDeployments()
        && writeFile(folder + "/notes.md", notes);
}

}    // namespace

bool writeFlagRollout(const Options& options)
{
    return FlagRollout(options).write();
}

}    // namespace faultline::samples
