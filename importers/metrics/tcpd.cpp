#include "importers/metrics/tcpd.h"

#include "app/base/text.h"
#include "app/import/linecensus.h"
#include "importers/metrics/metricdocument.h"
#include "importers/metrics/plainimporter.h"

#include <vector>

namespace faultline {

namespace {

class Reader final : public MetricDocumentReader {
public:
    explicit Reader(const TimeSettings& settings) : MetricDocumentReader(settings) {}

private:
    void object(JsonRecord& object, RecordSink& sink) override
    {
        if (!object.has("time") || !object.has("series")) {
            sink.reject("no-results", "The document has no time and series");
            return;
        }
        if (!object.has("time.raw")) {
            sink.reject("no-timestamp", "The series has positions (0, 1, 2 ...) and no times: it cannot be placed beside other evidence");
            return;
        }
        std::vector<std::optional<RecordTime>> times;
        std::vector<std::string_view> raw;
        std::string scratch;
        eachElement(object.raw("time.raw"), sink, [&](std::string_view value) {
            raw.push_back(value);
            times.push_back(timeOf(jsonText(value, scratch)));
        });
        const std::string name(object.anyText({"name", "longname"}));
        eachObject(object.raw("series"), sink, [&](JsonRecord& dimension) {
            DocumentSeries series(sink, name.empty() ? "series" : name, {{"dimension", std::string(dimension.text("label"))}}, {}, SeriesKind::Unknown);
            std::size_t at = 0;
            eachElement(dimension.raw("raw"), sink, [&](std::string_view value) {
                if (at < times.size())
                    series.add(times[at], raw[at], value);
                ++at;
            });
            if (at != times.size())
                sink.issue("unequal-lists", "The dimension has " + std::to_string(at) + " values for " + std::to_string(times.size()) + " times");
        });
    }

    /// "1960" and "1977-01" stand for the first day of their year or month.
    std::optional<RecordTime> timeOf(std::string_view text)
    {
        std::string whole(text);
        if (text.size() == 4 && parseInteger(text))
            whole += "-01-01";
        else if (text.size() == 7 && text[4] == '-')
            whole += "-01";
        return time(whole);
    }
};

}    // namespace

std::unique_ptr<Importer> turingChangePointSeries()
{
    return std::make_unique<PlainImporter>(
        FormatInfo{.id = "tcpd-series", .title = "Turing Change Point Dataset series (JSON)", .records = "series",
                   .framing = Framing::Document, .zone = "source's zone", .specification = "Turing Change Point Dataset, JSON schema"},
        [](const SourceHead& head) { return detectionByKeys(head, {"n_obs", "n_dim", "time"}, "a TCPD series", 95); },
        &openWithTimes<Reader>);
}

}    // namespace faultline
