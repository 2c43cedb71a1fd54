#include "importers/events/helmtable.h"

#include "app/base/text.h"
#include "app/import/linecensus.h"
#include "app/import/timestampscanner.h"
#include "importers/events/helmhistory.h"

#include <array>

namespace faultline {

namespace {

constexpr std::array<std::string_view, 6> headings = {"REVISION", "UPDATED", "STATUS", "CHART", "APP VERSION", "DESCRIPTION"};

bool isHeader(std::string_view line)
{
    return line.starts_with("REVISION") && line.find("UPDATED") != std::string_view::npos
        && line.find("CHART") != std::string_view::npos;
}

/// Cells end at tabs, as Helm prints them, or stand below their headings, as a terminal shows them.
class Table {
public:
    explicit Table(std::string_view header) : m_hasTabs(header.find('\t') != std::string_view::npos)
    {
        std::size_t column = 0;
        for (const std::string_view heading : headings) {
            const std::size_t at = header.find(heading);
            m_begin.push_back(at);
            m_column.push_back(at == std::string_view::npos ? at : column++);
        }
    }

    std::string_view cell(std::string_view line, std::size_t heading) const
    {
        if (m_begin[heading] == std::string_view::npos)
            return {};
        if (m_hasTabs) {
            const auto cells = split(line, '\t');
            return m_column[heading] < cells.size() ? trimmed(cells[m_column[heading]]) : std::string_view();
        }
        std::size_t end = line.size();
        for (const std::size_t begin : m_begin) {
            if (begin != std::string_view::npos && begin > m_begin[heading] && begin < end)
                end = begin;
        }
        return m_begin[heading] < line.size() ? trimmed(line.substr(m_begin[heading], end - m_begin[heading]))
                                              : std::string_view();
    }

private:
    bool m_hasTabs;
    std::vector<std::size_t> m_begin;
    std::vector<std::size_t> m_column;
};

class Reader final : public RecordReader {
public:
    explicit Reader(const TimeSettings& settings) : m_resolver(settings) { }

    void line(std::string_view text, RecordSink& sink) override
    {
        if (trimmed(text).empty())
            return sink.skip();
        if (isHeader(text)) {
            m_table.emplace(text);
            return sink.skip();
        }
        if (!m_table)
            return sink.reject("no-header", "There is no header line of helm history before this line");
        const auto written = parseAnyTime(m_table->cell(text, 1));
        const auto start = written ? m_resolver.resolve(*written) : std::nullopt;
        const std::string revision(m_table->cell(text, 0));
        if (!start || !parseInteger(revision))
            return sink.reject("bad-time", "The line has no revision or no time that exists");
        const std::string chart(m_table->cell(text, 3));
        const std::string state(m_table->cell(text, 2));
        Event event;
        event.kind = "deploy";
        event.start = *start;
        event.body = m_table->cell(text, 5);
        event.title = helmTitle(chart, revision, event.body);
        tellFailure(event, state);
        addField(event, "state", state);
        addField(event, "revision", revision);
        addField(event, "chart", chart);
        addField(event, "app_version", std::string(m_table->cell(text, 4)));
        sink.event(std::move(event));
    }

    const TimeResolver* timeResolver() const override { return &m_resolver; }

private:
    TimeResolver m_resolver;
    std::optional<Table> m_table;
};

}    // namespace

const FormatInfo& HelmTableImporter::info() const
{
    static const FormatInfo info{.id = "helm-history-table",
                                 .title = "Helm history as a table",
                                 .records = "event",
                                 .framing = Framing::OrderedLines,
                                 .zone = "source's zone",
                                 .specification = "Helm, helm history"};
    return info;
}

Detection HelmTableImporter::detect(const SourceHead& head) const
{
    Detection detection;
    if (head.lines.empty() || !isHeader(head.lines.front()))
        return detection;
    detection.confidence = 96;
    detection.reason = "the header of helm history: REVISION, UPDATED, STATUS, CHART";
    return detection;
}

std::unique_ptr<RecordReader> HelmTableImporter::open(const ReaderContext& context) const
{
    return std::make_unique<Reader>(context.time);
}

}    // namespace faultline
