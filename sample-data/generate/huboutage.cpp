#include "sample-data/generate/hubmodel.h"
#include "sample-data/generate/options.h"
#include "sample-data/generate/writing.h"

#include <algorithm>
#include <array>
#include <utility>

namespace faultline::samples {

namespace {

constexpr int ownRetries = 2;
constexpr int writtenOffsetHours = 2;    // people wrote Central European Summer Time

struct Url {
    std::string path;
    std::string collection;      // what it reads in the database; "" = nothing
    double weight = 1;
    double baseSeconds = 0.05;
    double responseBytes = 8'000;
    double databaseBytes = 20'000;
};

constexpr std::array<const char*, 5> browsers = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/123.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15",
    "Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0", "python-requests/2.31.0",
    "hub-client/0.22.2; python/3.11.8"};
constexpr const char* internalClient = "Java/17.0.9";

std::vector<Url> ordinaryUrls(Random& random)
{
    static constexpr std::array<const char*, 12> owners = {"acme-ai", "north-lab", "open-speech", "vision-group", "tiny-models", "text-works",
                                                           "graph-club", "bench-team", "data-commons", "deep-river", "quiet-bits", "sun-lab"};
    static constexpr std::array<const char*, 8> bases = {"encoder", "classifier", "translator", "summarizer", "detector", "ranker", "speech", "caption"};
    std::vector<Url> urls;
    for (int index = 0; index < 240; ++index) {
        const auto* owner = owners[static_cast<std::size_t>(random.whole(0, 11))];
        const auto* base = bases[static_cast<std::size_t>(random.whole(0, 7))];
        const std::string name = format("%s/%s-%s-v%d", owner, base, index % 3 == 0 ? "base" : (index % 3 == 1 ? "large" : "mini"), index % 17);
        const double popularity = 12.0 / (1.0 + index);
        const char* family = index % 5 < 3 ? "models" : (index % 5 == 3 ? "datasets" : "spaces");
        urls.push_back({format("/api/%s/%s/revision/main", family, name.c_str()), format("hub.%s_info_cache", family), popularity, 0.06, 14'000, 60'000});
        urls.push_back({format("/%s%s", family[0] == 'm' ? "" : format("%s/", family).c_str(), name.c_str()), format("hub.%s", family), popularity * 0.7, 0.09, 42'000, 30'000});
    }
    urls.push_back({"/api/whoami-v2", "hub.users", 9, 0.02, 600, 2'000});
    urls.push_back({"/api/quicksearch", "hub.search_suggestions", 14, 0.08, 3'000, 25'000});
    urls.push_back({"/api/trending", "hub.models", 5, 0.05, 9'000, 40'000});
    urls.push_back({"/front/build/main.js", "", 16, 0.004, 180'000, 0});
    urls.push_back({"/front/build/style.css", "", 12, 0.003, 60'000, 0});
    urls.push_back({"/healthz", "", 6, 0.001, 2, 0});
    return urls;
}

/// A URL that is asked more in the crashes, about as often as a culprit, and costs nothing.
struct Decoy {
    Url url;
    double base = 0, gain = 0;      // requests a second
    double delay = 0, rise = 0;     // seconds after a crash's traffic begins, and how long it takes

    double rate(Seconds now) const
    {
        double most = 0;
        for (const auto& [begin, end] : {std::pair(at(2024, 4, 22, 6, 5), at(2024, 4, 22, 7, 30)), std::pair(at(2024, 4, 23, 18, 55), at(2024, 4, 23, 20, 0)),
                                         std::pair(at(2024, 4, 24, 5, 25), at(2024, 4, 24, 6, 20))}) {
            if (now >= begin + delay && now < end)
                most = std::max(most, std::min(1.0, (now - begin - delay) / rise));
        }
        return base + gain * most;
    }
};

std::vector<Decoy> decoysOf(const Options& options)
{
    Random random(options.seed + 9001);
    std::vector<Decoy> decoys;
    for (std::uint64_t i = 0; i < options.decoys; ++i) {
        Decoy decoy;
        decoy.url = {format("/api/spaces/steady-hand/gallery-%d/revision/main", static_cast<int>(i)), "hub.spaces_info_cache", 0, 0.05, 9'000, 20'000};
        decoy.base = random.between(0.05, 0.3);
        decoy.gain = random.between(0.5, 1.8);
        decoy.delay = random.between(-300, 900);
        decoy.rise = random.between(60, 1200);
        decoys.push_back(decoy);
    }
    return decoys;
}

/// Builds the three days second by second and writes one file per format.
class HubOutage {
public:
    explicit HubOutage(const Options& options) : m_options(options), m_random(options.seed), m_model(options.seed), m_decoys(decoysOf(options))
    {
        m_urls = ordinaryUrls(m_random);
        double sum = 0;
        for (const Url& url : m_urls)
            m_cumulative.push_back(sum += url.weight);
        m_first = {options.firstCulprit.empty() ? "/api/datasets/lighteval/mmlu/revision/main" : options.firstCulprit,
                   "hub.datasets_info_cache", 0, 0.35, 2'400'000, 6'500'000};
        m_second = {options.secondCulprit.empty() ? "/api/models/sentence-transformers/all-mpnet-base-v2/revision/main" : options.secondCulprit,
                    "hub.models_info_cache", 0, 0.4, 2'900'000, 7'500'000};
    }
    bool write();

private:
    void simulate();
    void second(Seconds now);
    void request(Seconds arrival, const Url& url, const char* agent, int attempt);
    void operation(Seconds end, const Url& url, double seconds);
    void connections(Seconds now);
    void databaseEvents();
    bool writeNetwork();
    bool writeConnections();

    const Options& m_options;
    Random m_random;
    HubModel m_model;
    std::vector<Decoy> m_decoys;
    std::vector<Url> m_urls;
    std::vector<double> m_cumulative;
    Url m_first, m_second;
    TimedLines m_access, m_database;
    std::vector<double> m_bytesOutPerMinute = std::vector<double>(HubModel::minutes, 0.0);
};

void HubOutage::request(Seconds arrival, const Url& url, const char* agent, int attempt)
{
    const double slow = m_model.slowness(arrival);
    double seconds = m_random.logNormal(url.baseSeconds, 0.5) * (url.collection.empty() ? std::min(slow, 3.0) : slow);
    int status = m_random.chance(0.004) ? 404 : 200;
    if (m_model.isMaintenance(arrival)) {
        status = 503;
        seconds = 0.002;
    } else if (agent == internalClient && m_model.isFirewalled(arrival)) {
        status = 403;
        seconds = 0.001;
    } else if (seconds > 30.0) {
        status = m_random.chance(0.7) ? 499 : 504;
        seconds = status == 504 ? 60.0 : m_random.between(8.0, 30.0);
    } else if (slow > 20 && m_random.chance(0.15)) {
        status = 500;
    }
    const bool served = status == 200 || status == 404;
    const auto bytes = static_cast<long long>(served ? url.responseBytes * m_random.between(0.9, 1.1) : (status == 503 ? 3210 : (status == 499 ? 0 : 196)));
    const std::string client = format("203.0.113.%d", static_cast<int>(m_random.whole(1, 254)));
    const std::string query = url.path == "/api/quicksearch" ? format("?q=%c%c&type=model", static_cast<char>('a' + m_random.whole(0, 25)), static_cast<char>('a' + m_random.whole(0, 25))) : "";
    m_access.add(arrival + seconds, format("%s - - [%s] \"GET %s%s HTTP/1.1\" %d %lld \"%s\" \"%s\" %.3f", agent == internalClient ? "10.12.0.7" : client.c_str(),
                                           accessTime(arrival + seconds, writtenOffsetHours).c_str(), url.path.c_str(), query.c_str(), status, bytes,
                                           m_random.chance(0.3) ? "https://hub.example/models" : "-", agent, seconds));
    const bool reachesDatabase = !url.collection.empty() && status != 503 && status != 403;
    if (reachesDatabase) {
        // A request that its user gave up keeps running in the database.
        const double databaseSeconds = std::min(status == 499 ? seconds * m_random.between(1.2, 3.0) : seconds * 0.8, 240.0);
        operation(arrival + databaseSeconds, url, databaseSeconds);
    }
    if (status == 499 && attempt < (m_options.retries < 0 ? ownRetries : m_options.retries))
        request(arrival + seconds + m_random.between(1.0, 15.0), url, agent, attempt + 1);
}

void HubOutage::operation(Seconds end, const Url& url, double seconds)
{
    const double bytes = url.databaseBytes * m_random.between(0.92, 1.08);
    const auto minute = static_cast<std::int64_t>((end - HubModel::begin()) / 60);
    if (minute >= 0 && minute < HubModel::minutes)
        m_bytesOutPerMinute[static_cast<std::size_t>(minute)] += bytes;
    const bool isHeavy = &url == &m_first || &url == &m_second;
    if (seconds < 0.1 || (!isHeavy && !m_random.chance(0.25)))
        return;
    const std::string id = url.path.substr(url.path.find('/', 5) == std::string::npos ? 1 : url.path.find('/', 5) + 1);
    m_database.add(end, format("{\"t\":{\"$date\":\"%s+00:00\"},\"s\":\"I\",\"c\":\"COMMAND\",\"id\":51803,\"ctx\":\"conn%d\",\"msg\":\"Slow query\",\"attr\":"
                               "{\"type\":\"command\",\"ns\":\"%s\",\"appName\":\"hub-web\",\"command\":{\"aggregate\":\"%s\",\"pipeline\":[{\"$match\":{\"_id\":\"%s\"}}],"
                               "\"$db\":\"hub\"},\"planSummary\":\"IXSCAN { _id: 1 }\",\"keysExamined\":%d,\"docsExamined\":%d,\"nreturned\":1,\"queryHash\":\"%s\",\"reslen\":%lld,"
                               "\"remote\":\"10.12.3.%d:%d\",\"protocol\":\"op_msg\",\"durationMillis\":%lld}}",
                               isoTime(end).substr(0, 23).c_str(), static_cast<int>(m_random.whole(100, 9000)), url.collection.c_str(), url.collection.substr(4).c_str(), id.c_str(),
                               isHeavy ? 340 : 3, isHeavy ? 340 : 3, url.collection.find("info") != std::string::npos ? "9C05019A" : "5E2B11F0", static_cast<long long>(bytes),
                               static_cast<int>(m_random.whole(2, 60)), static_cast<int>(m_random.whole(32768, 60999)), static_cast<long long>(seconds * 1000)));
}

void HubOutage::second(Seconds now)
{
    const auto arrivals = [&](double rate, auto&& make) {
        double left = rate * m_options.scale;
        while (left > 0) {
            if (m_random.unit() < left)
                make(now + m_random.unit());
            left -= 1.0;
        }
    };
    arrivals(m_model.trafficRate(now), [&](Seconds when) {
        const Url& url = m_urls[m_random.pick(m_cumulative)];
        if (url.path == "/api/quicksearch" && m_model.isQuicksearchOff(when))
            return;
        request(when, url, browsers[static_cast<std::size_t>(m_random.whole(0, 4))], 0);
    });
    arrivals(m_model.internalRate(now), [&](Seconds when) {
        request(when, m_urls[static_cast<std::size_t>(m_random.whole(0, 399)) / 2 * 2], internalClient, 0);
    });
    for (const Decoy& decoy : m_decoys)
        arrivals(decoy.rate(now), [&](Seconds when) { request(when, decoy.url, browsers[static_cast<std::size_t>(m_random.whole(0, 4))], 0); });
    arrivals(m_model.firstCulpritRate(now), [&](Seconds when) { request(when, m_first, browsers[static_cast<std::size_t>(m_random.whole(0, 4))], 0); });
    arrivals(m_model.secondCulpritRate(now), [&](Seconds when) { request(when, m_second, browsers[static_cast<std::size_t>(m_random.whole(0, 4))], 0); });
}

void HubOutage::connections(Seconds now)
{
    const auto count = static_cast<int>(m_model.connections(now));
    const bool opened = m_random.chance(0.6);
    m_database.add(now, format("{\"t\":{\"$date\":\"%s+00:00\"},\"s\":\"I\",\"c\":\"NETWORK\",\"id\":%d,\"ctx\":\"%s\",\"msg\":\"Connection %s\",\"attr\":"
                               "{\"remote\":\"10.12.3.%d:%d\",\"connectionId\":%d,\"connectionCount\":%d}}",
                               isoTime(now).substr(0, 23).c_str(), opened ? 22943 : 22944, opened ? "listener" : "conn77", opened ? "accepted" : "ended",
                               static_cast<int>(m_random.whole(2, 60)), static_cast<int>(m_random.whole(32768, 60999)), static_cast<int>(m_random.whole(1, 90000)), count));
}

void HubOutage::databaseEvents()
{
    const auto line = [&](Seconds when, const char* component, int id, const char* message, const char* attributes) {
        m_database.add(when, format("{\"t\":{\"$date\":\"%s+00:00\"},\"s\":\"I\",\"c\":\"%s\",\"id\":%d,\"ctx\":\"initandlisten\",\"msg\":\"%s\",\"attr\":%s}",
                                    isoTime(when).substr(0, 23).c_str(), component, id, message, attributes));
    };
    for (const Seconds outOfMemory : {at(2024, 4, 23, 19, 33, 12), at(2024, 4, 23, 19, 45, 40)}) {
        line(outOfMemory, "CONTROL", 4615611, "MongoDB starting", "{\"pid\":1,\"port\":27017,\"dbPath\":\"/data/db\",\"architecture\":\"64-bit\",\"host\":\"db-0\"}");
        line(outOfMemory + 4, "ELECTION", 4615660, "Starting an election, since we've seen no PRIMARY in election timeout period", "{\"electionTimeoutPeriodMillis\":10000}");
        line(outOfMemory + 9, "REPL", 21358, "Replica set state transition", "{\"newState\":\"PRIMARY\",\"oldState\":\"SECONDARY\"}");
    }
}

void HubOutage::simulate()
{
    for (const auto& [begin, end] : HubModel::recorded()) {
        for (Seconds now = begin; now < end; now += 1)
            second(now);
        for (Seconds now = begin; now < end; now += 20)
            connections(now + m_random.unit());
    }
    databaseEvents();
}

bool HubOutage::writeNetwork()
{
    std::string text = R"({"status":"success","data":{"resultType":"matrix","result":[)";
    for (int node = 0; node < 3; ++node) {
        text += format(R"(%s{"metric":{"__name__":"db_network_out_bytes_per_second","instance":"db-%d","role":"%s"},"values":[)", node == 0 ? "" : ",", node, node == 0 ? "primary" : "read-only");
        for (int minute = 0; minute < HubModel::minutes; ++minute) {
            const Seconds when = HubModel::begin() + minute * 60;
            const double base = m_model.networkBase(when) * m_random.between(0.96, 1.04);
            const double bytes = base + m_bytesOutPerMinute[static_cast<std::size_t>(minute)] / 60.0 / m_options.scale * (node == 0 ? 0.5 : 0.25);
            text += format("%s[%lld,\"%.0f\"]", minute == 0 ? "" : ",", static_cast<long long>(when), node == 0 ? bytes : bytes * 0.6);
        }
        text += "]}";
    }
    return writeFile(m_options.folder + "/network-out.json", text + "]}}\n");
}

bool HubOutage::writeConnections()
{
    std::string text = "\"Time\"\t\"connections\"\t\"memory resident\"\t\"operation time reads\"\r\n";
    for (int minute = 0; minute < HubModel::minutes; minute += 2) {
        const Seconds when = HubModel::begin() + minute * 60;
        text += format("%s\t%.0f\t%.1f GiB\t%.1f ms\r\n", localTime(when, writtenOffsetHours).c_str(), m_model.connections(when), m_model.memoryGiB(when) * m_random.between(0.99, 1.01),
                       m_model.slowness(when) * m_random.between(3.2, 4.4));
    }
    std::string wide = "\xff\xfe";
    for (const char c : text)
        wide += std::string{c, '\0'};
    return writeFile(m_options.folder + "/cluster-data-2024-04-25 10_12_44.csv", wide);
}

bool HubOutage::write()
{
    simulate();
    const std::string& folder = m_options.folder;
    return m_access.write(folder + "/hub-access.log-20240423", 0, at(2024, 4, 23, 0, 0)) && m_access.write(folder + "/hub-access.log-20240424", at(2024, 4, 23, 0, 0), at(2024, 4, 24, 0, 0))
        && m_access.write(folder + "/hub-access.log", at(2024, 4, 24, 0, 0), at(2024, 4, 25, 0, 0)) && m_database.write(folder + "/mongod-db-0.log", 0, at(2024, 4, 25, 0, 0)) && writeNetwork()
        && writeConnections() && writeFile(folder + "/deployments.json", HubModel::deployments()) && writeFile(folder + "/flags.json", HubModel::flags())
        && writeFile(folder + "/timeline.md", HubModel::timeline());
}

}    // namespace

bool writeHubOutage(const Options& options)
{
    return HubOutage(options).write();
}

}    // namespace faultline::samples
