#include "importers/loglines/logdialect.h"

#include "importers/loglines/headcensus.h"
#include "importers/loglines/logrecordreader.h"

#include <algorithm>
#include <utility>

namespace faultline {

namespace {

constexpr int commonShape = 50;    // confidence where nothing tells the format from others of its shape

bool matchAny(const std::vector<LogLayout>& layouts, const LogDialect& dialect, std::string_view line, LogHead& head)
{
    head.scanned.scan = nullptr;
    for (const LogLayout& layout : layouts) {
        head.clear();
        if (layout.match(line, head) && (dialect.refine == nullptr || dialect.refine(head)))
            return true;
    }
    return false;
}

class DialectGrammar final : public LogGrammar {
public:
    DialectGrammar(const LogDialect& dialect, const std::vector<LogLayout>& layouts) : m_dialect(dialect), m_layouts(layouts) {}

    bool head(std::string_view line, LogHead& head) override { return matchAny(m_layouts, m_dialect, line, head); }
    bool isComment(std::string_view line) const override
    {
        return !m_dialect.comment.empty() && line.substr(0, m_dialect.comment.size()) == m_dialect.comment;
    }
    bool complete(LogHead& head, RecordSink& sink) override
    {
        if (m_dialect.complete != nullptr)
            m_dialect.complete(head);
        if (m_dialect.measure != nullptr)
            m_dialect.measure(head, sink);
        if (m_dialect.takeRequest == nullptr)
            return true;
        Request request;
        if (!m_dialect.takeRequest(head, request))
            return true;
        request.time = head.line.time;
        sink.request(request);
        return false;
    }

private:
    const LogDialect& m_dialect;
    const std::vector<LogLayout>& m_layouts;
};

}    // namespace

LogDialectImporter::LogDialectImporter(LogDialect dialect) : m_dialect(std::move(dialect))
{
    m_dialect.info.framing = Framing::OrderedLines;
    for (const std::string_view shape : m_dialect.shapes)
        m_layouts.emplace_back(shape);
}

Detection LogDialectImporter::detect(const SourceHead& head) const
{
    LogHead parsed;
    std::size_t telling = 0;
    const HeadCensus census = censusOfHeads(head, [&](std::string_view line) {
        if (!matchAny(m_layouts, m_dialect, line, parsed))
            return false;
        telling += m_dialect.isTelling == nullptr || m_dialect.isTelling(parsed) ? 1U : 0U;
        return true;
    });
    const bool isTold = telling * 2 >= census.heads;
    return census.detection(m_dialect.what, isTold ? m_dialect.certain : std::min(m_dialect.certain, commonShape));
}

std::unique_ptr<RecordReader> LogDialectImporter::open(const ReaderContext& context) const
{
    return std::make_unique<LogRecordReader>(context, std::make_unique<DialectGrammar>(m_dialect, m_layouts));
}

}    // namespace faultline
