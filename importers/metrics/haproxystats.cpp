#include "importers/metrics/haproxystats.h"

#include "app/base/text.h"
#include "app/import/timestampscanner.h"
#include "importers/metrics/csvheaders.h"
#include "importers/metrics/csvrows.h"
#include "importers/metrics/metricdocument.h"
#include "importers/metrics/plainimporter.h"
#include "importers/metrics/seriescache.h"

#include <algorithm>
#include <array>
#include <vector>

namespace faultline {

namespace {

using Made = CsvRecordMaker::Made;

constexpr std::size_t none = static_cast<std::size_t>(-1);

/// Totals since the process or its counters began (management guide §9.1); everything else goes up and down.
constexpr auto counters = std::to_array<std::string_view>({"stot", "bin", "bout", "dreq", "dresp", "ereq", "econ", "eresp", "wretr", "wredis",
    "chkfail", "chkdown", "downtime", "lbtot", "hrsp_1xx", "hrsp_2xx", "hrsp_3xx", "hrsp_4xx", "hrsp_5xx", "hrsp_other", "hanafail", "req_tot",
    "cli_abrt", "srv_abrt", "comp_in", "comp_out", "comp_byp", "comp_rsp", "conn_tot", "intercepted", "dcon", "dses", "wrew", "connect", "reuse",
    "cache_lookups", "cache_hits"});
constexpr auto milliseconds = std::to_array<std::string_view>({"qtime", "ctime", "rtime", "ttime", "check_duration", "agent_duration",
    "qtime_max", "ctime_max", "rtime_max", "ttime_max"});
constexpr auto seconds = std::to_array<std::string_view>({"lastchg", "downtime", "lastsess"});
constexpr auto identifiers = std::to_array<std::string_view>({"pid", "iid", "sid", "type", "tracked", "check_code", "agent_code", "algo", "cookie",
    "addr", "mode", "slim", "qlimit", "rate_lim", "weight", "act", "bck"});

template <std::size_t N>
bool isOneOf(std::string_view word, const std::array<std::string_view, N>& words)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

std::string_view unitOf(std::string_view column)
{
    if (isOneOf(column, milliseconds))
        return "ms";
    if (isOneOf(column, seconds))
        return "s";
    if (column == "bin" || column == "bout" || column.starts_with("comp_i") || column == "comp_out" || column == "comp_byp")
        return "By";
    return column == "rate" || column == "rate_max" || column == "req_rate" || column == "req_rate_max" || column == "conn_rate" ? "1/s" : "1";
}

/// "# pxname" and "pxname" are one.
std::string_view plainHeader(std::string_view header)
{
    header = trimmed(header);
    if (header.starts_with('#'))
        header = trimmed(header.substr(1));
    return header;
}

bool isHeader(const CsvCells& cells)
{
    const auto has = [&cells](std::string_view word) {
        return std::any_of(cells.begin(), cells.end(), [word](std::string_view cell) { return plainHeader(cell) == word; });
    };
    return has("pxname") && has("svname");
}

class Reader final : public CsvRowsReader {
public:
    explicit Reader(const TimeSettings& settings) : CsvRowsReader(','), m_resolver(settings) {}
    const TimeResolver* timeResolver() const override { return &m_resolver; }

private:
    Made row(const CsvCells& cells, RecordSink& sink) override
    {
        if (isHeader(cells)) {
            takeHeader(cells);
            sink.skip();
            return Made::Nothing;
        }
        if (m_time == none) {
            sink.reject("no-timestamp", "The page has no column of times: it says what HAProxy counted, not when. Record it with a time before each line");
            return Made::Rejected;
        }
        if (cells.size() + 1 < m_columns.size() || cells.size() > m_columns.size()) {
            sink.reject("column-count", "The line has " + std::to_string(cells.size()) + " cells, the table " + std::to_string(m_columns.size()));
            return Made::Rejected;
        }
        const auto written = parseAnyTime(cells[m_time]);
        const auto time = written ? m_resolver.resolve(*written) : std::nullopt;
        if (!time) {
            sink.reject("bad-time", '"' + shortened(cells[m_time], 40) + "\" is no time");
            return Made::Rejected;
        }
        return addSamples(cells, *time, sink);
    }

    void takeHeader(const CsvCells& cells)
    {
        m_columns.clear();
        m_time = none;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            m_columns.emplace_back(plainHeader(cells[i]));
            if (m_time == none && isTimeHeader(m_columns.back()) && !isOneOf(m_columns.back(), milliseconds))
                m_time = i;
        }
        m_proxy = indexOf("pxname");
        m_server = indexOf("svname");
        m_series = SeriesCache<SeriesHandle>();
    }

    std::size_t indexOf(std::string_view name) const
    {
        return static_cast<std::size_t>(std::find(m_columns.begin(), m_columns.end(), name) - m_columns.begin());
    }

    Made addSamples(const CsvCells& cells, const RecordTime& time, RecordSink& sink)
    {
        std::size_t samples = 0;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const std::string& column = m_columns[i];
            const auto value = i == m_time || column.empty() || isOneOf(column, identifiers) ? std::nullopt : parseDouble(trimmed(cells[i]));
            if (!value)
                continue;
            m_key.assign(cells[m_proxy]).append(1, '\0').append(cells[m_server]).append(1, '\0').append(column);
            SeriesHandle* series = m_series.find(m_key);
            if (series == nullptr) {
                const SeriesKind kind = isOneOf(column, counters) ? SeriesKind::Counter : SeriesKind::Gauge;
                const Labels labels = {{"proxy", std::string(cells[m_proxy])}, {"server", std::string(cells[m_server])}};
                series = m_series.add(m_key, sink.series("haproxy." + column, labels, unitOf(column), kind));
            }
            if (series == nullptr) {
                sink.reject("too-many-series", tooManySeries);
                return Made::Rejected;
            }
            sink.sample(*series, time, *value);
            ++samples;
        }
        if (samples > 0)
            return Made::Records;
        sink.skip();
        return Made::Nothing;
    }

    TimeResolver m_resolver;
    std::vector<std::string> m_columns;
    std::size_t m_time = none, m_proxy = 0, m_server = 0;
    SeriesCache<SeriesHandle> m_series;
    std::string m_key;
};

}    // namespace

std::unique_ptr<Importer> haproxyStats()
{
    return std::make_unique<PlainImporter>(
        FormatInfo{.id = "haproxy-stats", .title = "HAProxy statistics (CSV) with times", .records = "series", .framing = Framing::OrderedLines,
                   .zone = "offset, epoch or the source's zone", .specification = "HAProxy management guide, CSV format"},
        [](const SourceHead& head) {
            Detection detection;
            const auto first = std::find_if(head.lines.begin(), head.lines.end(), [](std::string_view line) { return !trimmed(line).empty(); });
            if (first != head.lines.end() && isHeader(split(*first, ',')))
                detection = {97, "its columns are those of HAProxy's statistics", Anchor::Unknown, Basis::Assumed, {}};
            return detection;
        },
        &openWithTimes<Reader>);
}

}    // namespace faultline
