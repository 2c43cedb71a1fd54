#pragma once

#include "app/model/recordsink.h"
#include "importers/metrics/loadtestspan.h"
#include "importers/metrics/seriescache.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace faultline {

/// A point of k6 before it is known what it becomes. Tags as views, without empty ones.
struct K6Point {
    std::string_view metric;
    std::string_view valueText;
    RecordTime time;
    std::vector<std::pair<std::string_view, std::string_view>> tags;

    std::string_view tag(std::string_view name) const
    {
        for (const auto& [key, value] : tags) {
            if (key == name)
                return value;
        }
        return {};
    }
};

/// Makes requests of http_req_duration, samples of the other metrics, and one event of it all.
class K6Points {
public:
    /// Parts of a request whose whole is http_req_duration: they need no record of their own.
    static bool isPartOfRequest(std::string_view metric);

    /// What a "Metric" line declares: type (trend, gauge, counter, rate) and contents (time, data, default).
    void declare(std::string_view metric, std::string_view type, std::string_view contains);
    /// Ends in a door.
    void add(const K6Point& point, RecordSink& sink);
    /// A point that add() is spared.
    void addMoment(const RecordTime& time, RecordSink& sink) { m_span.addMoment(time, sink); }
    void finish(RecordSink& sink) { m_span.emit(sink); }

private:
    struct Declared {
        std::string unit;
        SeriesKind kind = SeriesKind::Unknown;
    };
    void addRequest(const K6Point& point, RecordSink& sink);
    Declared declaredOf(std::string_view metric) const;

    LoadTestSpan m_span{"k6"};
    std::map<std::string, Declared, std::less<>> m_declared;
    SeriesCache<SeriesHandle> m_series{10'000};
    std::string m_key;
};

}    // namespace faultline
