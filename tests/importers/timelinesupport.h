#pragma once

#include "app/import/importer.h"
#include "app/timeline/entryedit.h"
#include "tests/support/collectingsink.h"

#include <string>
#include <string_view>
#include <vector>

namespace faultline::test {

/// Keeps events and issues as they are.
class EventSink final : public RecordSink {
public:
    std::vector<Event> events;
    std::vector<std::string> issues;     // "code: text"
    std::vector<std::string> rejects;
    std::uint64_t line = 0;

    void request(const Request&) override {}
    void operation(const Operation&) override {}
    void logLine(const LogLine&) override {}
    void event(Event record) override { events.push_back(std::move(record)); }
    SeriesHandle series(std::string_view, const Labels&, std::string_view, SeriesKind) override { return 0; }
    void sample(SeriesHandle, const RecordTime&, double) override {}
    void reject(std::string_view code, std::string_view reason) override { rejects.push_back(std::string(code) + ": " + std::string(reason)); }
    void skip() override {}
    void continuation() override {}
    void issue(std::string_view code, std::string_view text) override { issues.push_back(std::string(code) + ": " + std::string(text)); }
    std::uint64_t lineNumber() const override { return line; }
    void recordsBelongTo(std::uint64_t) override {}

    bool hasIssue(std::string_view code) const { return !issueText(code).empty(); }
    std::string issueText(std::string_view code) const
    {
        for (const std::string& issue : issues) {
            if (issue.substr(0, issue.find(':')) == code)
                return issue;
        }
        return {};
    }
};

inline EventSink readEvents(const Importer& importer, std::string_view text, std::string_view fileName, const ImportOptions& options = {})
{
    EventSink sink;
    ReaderContext context;
    context.options = options;
    context.head = headOf(text, fileName);
    if (options.zone) {
        context.time.zone = *options.zone;
        context.time.zoneBasis = Basis::Stated;
    }
    context.time.year = options.year;
    const auto reader = importer.open(context);
    if (importer.info().framing == Framing::Document) {
        reader->document(text, sink);
    } else {
        for (const std::string_view line : context.head.lines) {
            ++sink.line;
            reader->line(line, sink);
        }
    }
    reader->finish(sink);
    return sink;
}

}    // namespace faultline::test
