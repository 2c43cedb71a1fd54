#include "importers/events/eventcsv.h"

#include "app/base/text.h"
#include "app/import/csvscanner.h"
#include "app/import/timestampscanner.h"
#include "importers/events/eventformat.h"
#include "importers/events/flagaudit.h"

#include <algorithm>
#include <array>

namespace faultline {

namespace {

using Content = EventCsvImporter::Content;

enum class Role : std::uint8_t { Time, End, Title, Kind, Flag, State, Environment, Actor, Service, Link, Body, Other };
constexpr std::size_t roleCount = static_cast<std::size_t>(Role::Other);
constexpr std::size_t rowsLookedAt = 200;

Role roleOf(std::string_view header)
{
    struct Name {
        std::string_view name;
        Role role;
    };
    constexpr std::array<Name, 58> names = {{{"time", Role::Time},
                                             {"timestamp", Role::Time},
                                             {"date", Role::Time},
                                             {"datetime", Role::Time},
                                             {"date_time", Role::Time},
                                             {"start", Role::Time},
                                             {"start_time", Role::Time},
                                             {"started_at", Role::Time},
                                             {"created_at", Role::Time},
                                             {"createdat", Role::Time},
                                             {"created", Role::Time},
                                             {"created_date", Role::Time},
                                             {"occurred_at", Role::Time},
                                             {"event_time", Role::Time},
                                             {"changed_at", Role::Time},
                                             {"when", Role::Time},
                                             {"end", Role::End},
                                             {"end_time", Role::End},
                                             {"ended_at", Role::End},
                                             {"finished_at", Role::End},
                                             {"until", Role::End},
                                             {"title", Role::Title},
                                             {"summary", Role::Title},
                                             {"message", Role::Title},
                                             {"event", Role::Title},
                                             {"log", Role::Title},
                                             {"what", Role::Title},
                                             {"name", Role::Title},
                                             {"kind", Role::Kind},
                                             {"type", Role::Kind},
                                             {"event_type", Role::Kind},
                                             {"category", Role::Kind},
                                             {"flag", Role::Flag},
                                             {"feature", Role::Flag},
                                             {"feature_flag", Role::Flag},
                                             {"flag_key", Role::Flag},
                                             {"feature_name", Role::Flag},
                                             {"toggle", Role::Flag},
                                             {"gate", Role::Flag},
                                             {"state", Role::State},
                                             {"on/off", Role::State},
                                             {"enabled", Role::State},
                                             {"status", Role::State},
                                             {"new_value", Role::State},
                                             {"on", Role::State},
                                             {"env", Role::Environment},
                                             {"environment", Role::Environment},
                                             {"who", Role::Actor},
                                             {"user", Role::Actor},
                                             {"actor", Role::Actor},
                                             {"author", Role::Actor},
                                             {"changed_by", Role::Actor},
                                             {"service", Role::Service},
                                             {"project", Role::Service},
                                             {"url", Role::Link},
                                             {"link", Role::Link},
                                             {"description", Role::Body},
                                             {"comment", Role::Body}}};
    std::string word = toLower(trimmed(header));
    word = word.substr(0, word.find(" ("));
    std::replace(word.begin(), word.end(), ' ', '_');
    const auto found = std::find_if(names.begin(), names.end(), [&word](const Name& one) { return one.name == word; });
    return found == names.end() ? Role::Other : found->role;
}

/// The header of a delimited file: which column has which role.
struct Columns {
    explicit Columns(const std::vector<std::string_view>& headers)
    {
        for (std::size_t i = 0; i < headers.size(); ++i) {
            names.emplace_back(trimmed(headers[i]));
            const Role role = roleOf(headers[i]);
            if (role == Role::Other || at[static_cast<std::size_t>(role)])
                continue;
            at[static_cast<std::size_t>(role)] = i;
            taken.push_back(i);
        }
        if (const auto time = at[0])
            isUtc = containsIgnoringCase(headers[*time], "utc") || containsIgnoringCase(headers[*time], "gmt");
    }

    bool has(Role role) const { return at[static_cast<std::size_t>(role)].has_value(); }
    bool areFlags() const { return has(Role::Time) && has(Role::Flag) && has(Role::State); }
    bool areEvents() const { return has(Role::Time) && has(Role::Kind) && has(Role::Title) && !areFlags(); }

    std::string_view cell(const std::vector<std::string_view>& cells, Role role) const
    {
        const auto& column = at[static_cast<std::size_t>(role)];
        return column && *column < cells.size() ? trimmed(cells[*column]) : std::string_view();
    }

    std::array<std::optional<std::size_t>, roleCount> at;
    std::vector<std::size_t> taken;
    std::vector<std::string> names;
    bool isUtc = false;
};

std::optional<WrittenTime> writtenTime(std::string_view cell, bool isUtc)
{
    auto written = parseAnyTime(cell);
    if (written && isUtc && !written->epoch && !written->offsetSeconds && written->zoneWord.empty())
        written->offsetSeconds = 0;
    return written;
}

class Reader final : public RecordReader {
public:
    Reader(const TimeSettings& settings, Content content, char delimiter)
        : m_resolver(settings), m_content(content), m_scanner(delimiter)
    {
    }

    void line(std::string_view text, RecordSink& sink) override
    {
        if (!m_scanner.isInsideRecord()) {
            if (trimmed(text).empty() || startsWithIgnoringCase(text, "sep="))
                return sink.skip();
            m_firstLine = sink.lineNumber();
        }
        switch (m_scanner.feed(text)) {
        case CsvScanner::Outcome::Incomplete: return sink.continuation();
        case CsvScanner::Outcome::TooLong:
            return reject("unclosed-quote",
                          "The quote that opens in line " + std::to_string(m_firstLine) + " is not closed within a mebibyte",
                          sink);
        case CsvScanner::Outcome::TooManyColumns: return reject("column-count", "The line has more than 10,000 cells", sink);
        case CsvScanner::Outcome::Record: break;
        }
        if (!m_columns) {
            m_columns.emplace(m_scanner.fields());
            return sink.skip();
        }
        record(m_scanner.fields(), sink);
    }

    void finish(RecordSink& sink) override
    {
        for (std::uint64_t line = m_firstLine; m_scanner.isInsideRecord() && line < m_firstLine + m_scanner.lines(); ++line) {
            sink.recordsBelongTo(line);
            sink.reject("unclosed-quote", "The quote that opens in line " + std::to_string(m_firstLine) + " is never closed");
        }
        m_flags.emit(sink);
        sink.recordsBelongTo(0);
    }

    const TimeResolver* timeResolver() const override { return &m_resolver; }

private:
    /// The line, and those before it of the same record.
    void reject(std::string_view code, std::string_view reason, RecordSink& sink)
    {
        for (std::uint64_t line = m_firstLine; line < sink.lineNumber(); ++line) {
            sink.recordsBelongTo(line);
            sink.reject(code, reason);
        }
        sink.recordsBelongTo(0);
        sink.reject(code, reason);
    }

    std::optional<RecordTime> timeOf(std::string_view cell)
    {
        const auto written = writtenTime(cell, m_columns->isUtc);
        return written ? m_resolver.resolve(*written) : std::nullopt;
    }

    void record(const std::vector<std::string_view>& cells, RecordSink& sink)
    {
        const auto start = timeOf(m_columns->cell(cells, Role::Time));
        if (!start)
            return reject("bad-time", "The time of the row is not one that exists", sink);
        const auto text = [&](Role role) { return std::string(m_columns->cell(cells, role)); };
        Event event;
        event.line = m_firstLine;
        event.start = *start;
        event.actor = text(Role::Actor);
        event.service = text(Role::Service);
        event.environment = text(Role::Environment);
        event.link = text(Role::Link);
        event.body = text(Role::Body);
        for (std::size_t i = 0; i < cells.size() && i < m_columns->names.size(); ++i) {
            if (std::find(m_columns->taken.begin(), m_columns->taken.end(), i) == m_columns->taken.end())
                addField(event, m_columns->names[i], std::string(trimmed(cells[i])));
        }
        if (m_content == Content::Flags)
            return takeFlag(text(Role::Flag), text(Role::State), text(Role::Title), std::move(event), sink);
        const std::string kind = text(Role::Kind);
        event.title = titleLine(text(Role::Title));
        event.kind = kind.empty() ? std::string(kindByWords(event.title, "note")) : toLower(kind);
        if (event.title.empty())
            event.title = kind.empty() ? "event" : kind;
        addField(event, "state", text(Role::State));
        if (const auto end = timeOf(m_columns->cell(cells, Role::End)); end && end->utc > start->utc)
            event.end = end;
        sink.event(std::move(event));
    }

    void takeFlag(std::string flag, const std::string& state, std::string name, Event event, RecordSink& sink)
    {
        if (flag.empty())
            return reject("no-flag", "The row names no flag", sink);
        FlagChange change;
        change.flag = std::move(flag);
        change.name = std::move(name);
        change.words = state;
        change.turn = turnOf(state);
        addField(event, "flag", change.flag);
        addField(event, "state", state);
        change.event = std::move(event);
        m_flags.add(std::move(change));
        sink.continuation();    // switches become intervals when the last one is read
    }

    TimeResolver m_resolver;
    Content m_content;
    CsvScanner m_scanner;
    std::optional<Columns> m_columns;
    FlagAudit m_flags;
    std::uint64_t m_firstLine = 0;
};

char delimiterOf(const SourceHead& head)
{
    const auto shape = sniffCsv(head.lines);
    return shape ? shape->delimiter : ',';
}

}    // namespace

const FormatInfo& EventCsvImporter::info() const
{
    static const FormatInfo events{.id = "event-csv",
                                   .title = "Events as CSV or TSV",
                                   .records = "event",
                                   .framing = Framing::OrderedLines,
                                   .zone = "offset in the text, UTC in the header, else the source's zone",
                                   .specification = "RFC 4180, by the names of the columns"};
    static const FormatInfo flags{.id = "flag-csv",
                                  .title = "Feature flag changes as CSV or TSV",
                                  .records = "event",
                                  .framing = Framing::OrderedLines,
                                  .zone = "offset in the text, UTC in the header, else the source's zone",
                                  .specification = "RFC 4180, by the names of the columns"};
    return m_content == Content::Flags ? flags : events;
}

Detection EventCsvImporter::detect(const SourceHead& head) const
{
    if (startsAsJson(head))
        return {};
    CsvScanner scanner(delimiterOf(head));
    std::optional<Columns> columns;
    std::size_t rows = 0, timed = 0;
    for (const std::string_view line : head.lines) {
        if (rows == rowsLookedAt)
            break;
        if (trimmed(line).empty() || startsWithIgnoringCase(line, "sep=") || scanner.feed(line) != CsvScanner::Outcome::Record)
            continue;
        if (!columns) {
            columns.emplace(scanner.fields());
            if (m_content == Content::Flags ? !columns->areFlags() : !columns->areEvents())
                return {};
            continue;
        }
        ++rows;
        timed += writtenTime(columns->cell(scanner.fields(), Role::Time), columns->isUtc).has_value() ? 1U : 0U;
    }
    if (rows == 0 || timed * 10 < rows * 7)
        return {};
    Detection detection;
    detection.confidence = m_content == Content::Flags ? 85 : 62;
    detection.reason = std::to_string(timed) + " of " + std::to_string(rows)
        + (m_content == Content::Flags ? " rows have a time, a flag and its state" : " rows have a time, a kind and a title");
    return detection;
}

std::unique_ptr<RecordReader> EventCsvImporter::open(const ReaderContext& context) const
{
    return std::make_unique<Reader>(context.time, m_content, delimiterOf(context.head));
}

}    // namespace faultline
