#include "importers/metrics/nginxplus.h"

#include "app/base/text.h"
#include "app/import/jsonlinesreader.h"
#include "app/import/linecensus.h"
#include "importers/metrics/metricdocument.h"
#include "importers/metrics/plainimporter.h"
#include "importers/metrics/seriescache.h"

#include <algorithm>
#include <array>
#include <vector>

namespace faultline {

namespace {

/// Members whose keys are names, not parts of the metric: the label that the key becomes.
struct NamedMap {
    std::string_view path, label;
};
constexpr auto namedMaps = std::to_array<NamedMap>({{"server_zones", "zone"}, {"location_zones", "zone"}, {"upstreams", "upstream"},
    {"caches", "cache"}, {"stream.server_zones", "zone"}, {"stream.upstreams", "upstream"}, {"slabs", "zone"}, {"limit_reqs", "zone"},
    {"limit_conns", "zone"}, {"resolvers", "resolver"}, {"http.server_zones", "zone"}, {"http.upstreams", "upstream"}});

/// Readings that go up and down; everything else that NGINX counts only grows.
constexpr auto gauges = std::to_array<std::string_view>({"active", "idle", "current", "processing", "unhealthy", "weight", "max_conns", "size",
    "max_size", "cold", "keepalive", "zombies", "used", "free", "header_time", "response_time", "connect_time", "first_byte_time", "downstart"});
constexpr auto ignored = std::to_array<std::string_view>({"version", "generation", "load_timestamp", "timestamp", "pid", "ppid", "id", "selected", "downstart"});

constexpr int deepest = 8;

class Reader final : public JsonLinesReader {
public:
    explicit Reader(const TimeSettings&) {}

private:
    void object(JsonRecord& record, RecordSink& sink) override
    {
        const auto time = epochTime(record.text("timestamp"), inMilliseconds);
        if (!time) {
            sink.reject("bad-time", "The status has no timestamp in milliseconds since 1970");
            return;
        }
        m_made = 0;
        m_tooMany = false;
        Place place{*time, {}, {}, 0, 0};
        for (const JsonRecord::Member& member : record.members())
            walk(member.key, member.value, place, sink);
        if (m_tooMany)
            sink.issue("too-many-series", tooManySeries);
        if (m_made == 0)
            sink.reject("no-value", "The status holds no numbers");
    }

    struct Place {
        RecordTime time;
        std::string path;
        std::vector<std::pair<std::string_view, std::string_view>> labels;
        int depth;
        std::size_t namedLength;    // of the path whose names were taken last: what follows them is no name
    };

    void walk(std::string_view key, std::string_view value, Place& place, RecordSink& sink)
    {
        const auto map = std::find_if(namedMaps.begin(), namedMaps.end(), [&place](const NamedMap& one) { return one.path == place.path; });
        const std::size_t length = place.path.size();
        const std::size_t named = place.namedLength;
        const bool isName = map != namedMaps.end() && named != length;
        if (isName)
            place.namedLength = length;
        if (isName)
            place.labels.emplace_back(map->label, key);
        else
            place.path.append(place.path.empty() ? "" : ".").append(key);
        if (value.front() == '{' && ++place.depth <= deepest) {
            JsonSlice members(value);
            const std::size_t fixed = place.labels.size();
            addOwnNames(value, place);
            while (members.next())
                walk(members.key(), members.value(), place, sink);
            place.labels.resize(fixed);
            --place.depth;
        } else if (value.front() == '{') {
            --place.depth;
        } else if (value.front() == '[' && place.depth < deepest) {
            ++place.depth;
            for (JsonSlice elements(value); elements.next();)
                walkPeer(elements.value(), place, sink);
            --place.depth;
        } else {
            add(key, value, place, sink);
        }
        if (isName)
            place.labels.pop_back();
        place.namedLength = named;
        place.path.resize(length);
    }

    /// A peer of an upstream names itself inside.
    static void addOwnNames(std::string_view object, Place& place)
    {
        const auto server = jsonMember(object, "server");
        if (server && isJsonString(*server))
            place.labels.emplace_back("server", server->substr(1, server->size() - 2));
    }

    void walkPeer(std::string_view element, Place& place, RecordSink& sink)
    {
        JsonSlice members(element);
        const std::size_t fixed = place.labels.size();
        addOwnNames(element, place);
        while (members.isObject() && members.next())
            walk(members.key(), members.value(), place, sink);
        place.labels.resize(fixed);
    }

    void add(std::string_view key, std::string_view raw, const Place& place, RecordSink& sink)
    {
        const auto number = raw.front() == '"' || raw == "null" || raw == "true" || raw == "false" ? std::nullopt : parseDouble(raw);
        if (!number || std::find(ignored.begin(), ignored.end(), key) != ignored.end())
            return;
        m_key = place.path;
        for (const auto& [label, name] : place.labels)
            m_key.append(1, '\0').append(name);
        SeriesHandle* series = m_series.find(m_key);
        if (series == nullptr) {
            Labels labels;
            for (const auto& [label, name] : place.labels)
                labels.emplace_back(std::string(label), std::string(name));
            std::sort(labels.begin(), labels.end());
            const bool isGauge = std::find(gauges.begin(), gauges.end(), key) != gauges.end();
            series = m_series.add(m_key, sink.series(place.path, labels, unitOf(key), isGauge ? SeriesKind::Gauge : SeriesKind::Counter));
        }
        if (series != nullptr)
            sink.sample(*series, place.time, *number);
        m_tooMany = m_tooMany || series == nullptr;
        ++m_made;
    }

    static std::string_view unitOf(std::string_view key)
    {
        if (key == "sent" || key == "received" || key == "size" || key == "max_size" || key == "bytes" || key == "bytes_written")
            return "By";
        return key.ends_with("_time") || key == "downtime" ? "ms" : "1";
    }

    SeriesCache<SeriesHandle> m_series;
    std::string m_key;
    std::uint64_t m_made = 0;
    bool m_tooMany = false;
};

Detection detect(const SourceHead& head)
{
    return detectionByKeys(head, {"nginx_version", "timestamp", "connections", "accepted"}, "NGINX Plus status", 96);
}

}    // namespace

std::unique_ptr<Importer> nginxPlusStatus()
{
    return std::make_unique<PlainImporter>(
        FormatInfo{.id = "nginx-plus-status", .title = "NGINX Plus status (JSON lines)", .records = "series", .framing = Framing::Lines,
                   .zone = "epoch", .specification = "NGINX ngx_http_status_module"},
        &detect, &openWithTimes<Reader>);
}

}    // namespace faultline
