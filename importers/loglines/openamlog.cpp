#include "importers/loglines/openamlog.h"

#include "app/base/text.h"
#include "app/import/csvscanner.h"
#include "app/import/linecensus.h"
#include "app/import/linepairs.h"
#include "app/import/severitywords.h"
#include "app/import/timestampscanner.h"

#include <algorithm>
#include <array>

namespace faultline {

namespace {

constexpr FormatInfo openAmInfo = {.id = "openam", .title = "OpenAM and ForgeRock AM log", .records = "logline", .framing = Framing::OrderedLines,
                                   .zone = "source's zone", .specification = "ForgeRock AM, audit logging, classic log files"};

/// As long as no "#Fields:" line says otherwise.
constexpr std::array<std::string_view, 12> usualFields = {"time", "Data", "LoginID", "ContextID", "IPAddr", "LogLevel",
                                                          "Domain", "LoggedBy", "MessageID", "ModuleName", "NameID", "HostName"};

struct FieldPlace {
    std::string_view name;
    std::string_view LogLine::* field;
};
constexpr std::array<FieldPlace, 6> places = {{{"Data", &LogLine::text}, {"LoginID", &LogLine::user}, {"ContextID", &LogLine::traceId},
                                               {"IPAddr", &LogLine::clientIp}, {"ModuleName", &LogLine::component},
                                               {"HostName", &LogLine::host}}};
constexpr std::string_view absentCell = "Not Available";

class OpenAmReader final : public RecordReader {
public:
    explicit OpenAmReader(const ReaderContext& context) : m_times(context.time), m_fields(usualFields.begin(), usualFields.end()) {}

    void line(std::string_view text, RecordSink& sink) override;
    const TimeResolver* timeResolver() const override { return &m_times; }

private:
    void takeFields(std::string_view names);

    TimeResolver m_times;
    CsvScanner m_scanner{'\t'};
    std::vector<std::string> m_fields;
    std::string m_rest;
};

void OpenAmReader::takeFields(std::string_view names)
{
    std::vector<std::string> fields;
    while (!(names = trimmed(names)).empty()) {
        const std::size_t end = std::min(names.find_first_of(" \t"), names.size());
        fields.emplace_back(names.substr(0, end));
        names.remove_prefix(end);
    }
    if (!fields.empty())
        m_fields = std::move(fields);
}

void OpenAmReader::line(std::string_view text, RecordSink& sink)
{
    constexpr std::string_view fieldsLine = "#Fields:";
    if (text.empty() || text.front() == '#') {
        if (text.substr(0, fieldsLine.size()) == fieldsLine)
            takeFields(text.substr(fieldsLine.size()));
        sink.skip();
        return;
    }
    m_scanner.reset();
    if (m_scanner.feed(text) != CsvScanner::Outcome::Record)
        return sink.reject("bad-csv", "A quoted cell does not end on the line");
    LogLine line;
    std::optional<WrittenTime> written;
    m_rest.clear();
    const auto& cells = m_scanner.fields();
    for (std::size_t i = 0; i < std::min(cells.size(), m_fields.size()); ++i) {
        const std::string_view cell = cells[i];
        if (m_fields[i] == "time") {
            written = parseAnyTime(cell);
            continue;
        }
        if (cell.empty() || cell == absentCell)
            continue;
        const auto place = std::find_if(places.begin(), places.end(), [&](const FieldPlace& p) { return p.name == m_fields[i]; });
        if (place != places.end())
            line.*place->field = cell;
        else if (m_fields[i] == "LogLevel")
            line.severity = severityOf(cell);
        else
            appendPair(m_rest, m_fields[i], cell);
    }
    const auto time = written ? m_times.resolve(*written) : std::nullopt;
    if (!time)
        return sink.reject(written ? "bad-time" : "no-time", written ? "Its date does not exist" : "No cell is a time");
    line.time = *time;
    if (!m_rest.empty())
        line.rest = m_rest;
    sink.logLine(line);
}

/// `"2014-06-15 01:04:52"<tab>` and ten more cells.
bool isEntry(std::string_view line)
{
    constexpr std::size_t stampLength = 19;
    constexpr std::ptrdiff_t fewestTabs = 9;
    if (line.size() < stampLength + 3 || line[0] != '"' || line[stampLength + 1] != '"' || line[stampLength + 2] != '\t')
        return false;
    return parseAnyTime(line.substr(1, stampLength)).has_value() && std::count(line.begin(), line.end(), '\t') >= fewestTabs;
}

}    // namespace

const FormatInfo& OpenAmLogImporter::info() const
{
    return openAmInfo;
}

Detection OpenAmLogImporter::detect(const SourceHead& head) const
{
    LineCensus census;
    for (const std::string_view line : head.lines) {
        if (line.empty() || line.front() == '#')
            continue;
        ++census.filled;
        census.mine += isEntry(line) ? 1U : 0U;
    }
    return census.detection("lines of an OpenAM log", 94);
}

std::unique_ptr<RecordReader> OpenAmLogImporter::open(const ReaderContext& context) const
{
    return std::make_unique<OpenAmReader>(context);
}

}    // namespace faultline
