#include "importers/metrics/timeless.h"

#include "app/base/text.h"
#include "importers/metrics/plainimporter.h"

#include <array>

namespace faultline {

namespace {

struct Summary {
    std::string_view begin;     ///< of its first line, without quotes
    std::string_view what;
    std::string_view instead;
};

constexpr auto summaries = std::to_array<Summary>({
    {"Percentage served,Time in ms", "The percentiles of ab -e", "Use ab -g, which lists every request with its time"},
    {"response-time,DNS+dialup,DNS,Request-write,Response-delay,Response-read,status-code,offset", "hey's list counts seconds from a start that it does not tell",
     "Use a server's log of the same requests"},
    {"response-time,DNS+dialup,DNS,Request-write,Response-delay,Response-read", "hey's list", "Use a server's log of the same requests"},
    {"Type,Name,Request Count,Failure Count,Median Response Time", "Locust's statistics of a whole test", "Use its _stats_history.csv, which has a line a second"},
    {"Type,Name,# requests,# failures,Median response time", "Locust's statistics of a whole test", "Use its _stats_history.csv, which has a line a second"},
    {"Method,Name,# requests,# failures,Median response time", "Locust's statistics of a whole test", "Use its _stats_history.csv, which has a line a second"},
    {"Method,Name,Error,Occurrences", "Locust's failures of a whole test", "Use its _stats_history.csv, which has a line a second"},
    {"Count,Message,Traceback,Nodes", "Locust's exceptions of a whole test", "Use its _stats_history.csv, which has a line a second"},
});

std::string withoutQuotes(std::string_view line)
{
    std::string plain;
    for (const char c : line.substr(0, 400)) {
        if (c != '"')
            plain += c;
    }
    return plain;
}

const Summary* summaryOf(const SourceHead& head)
{
    if (head.lines.empty())
        return nullptr;
    const std::string first = withoutQuotes(head.lines.front());
    for (const Summary& summary : summaries) {
        if (first.starts_with(summary.begin))
            return &summary;
    }
    return nullptr;
}

class Reader final : public RecordReader {
public:
    explicit Reader(const Summary* summary) : m_summary(summary) {}

    void line(std::string_view text, RecordSink& sink) override
    {
        if (m_isFirst || trimmed(text).empty())
            sink.skip();
        else if (m_summary == nullptr)
            sink.reject("no-timestamp", "The line has no time");
        else
            sink.reject("no-timestamp", std::string(m_summary->what) + ": no line says when something was. " + std::string(m_summary->instead));
        m_isFirst = false;
    }

private:
    const Summary* m_summary;
    bool m_isFirst = true;
};

}    // namespace

std::unique_ptr<Importer> timelessSummary()
{
    return std::make_unique<PlainImporter>(
        FormatInfo{.id = "load-test-summary", .title = "Load test summary without times (ab -e, hey, Locust): refused", .records = "none",
                   .framing = Framing::OrderedLines, .zone = "none", .specification = "ab, hey and Locust: their CSV files"},
        [](const SourceHead& head) {
            const Summary* summary = summaryOf(head);
            return summary == nullptr ? Detection{} : Detection{96, std::string(summary->what) + " by its columns", Anchor::Unknown, Basis::Assumed, {}};
        },
        [](const ReaderContext& context) -> std::unique_ptr<RecordReader> { return std::make_unique<Reader>(summaryOf(context.head)); });
}

}    // namespace faultline
