#include "importers/metrics/jsonlines.h"

#include "app/base/text.h"
#include "app/import/linecensus.h"
#include "importers/metrics/jsontable.h"
#include "importers/metrics/tablecolumns.h"

namespace faultline {

namespace {

struct HeadObjects {
    std::vector<std::string_view> objects;
    LineCensus census;
};

HeadObjects objectsOf(const SourceHead& head)
{
    HeadObjects found;
    if (!startsAsJson(head))
        return found;
    JsonRecord record;
    found.census = censusOf(head, [&](std::string_view line) {
        const bool isObject = record.read(line) == JsonRecord::Fault::None && !record.members().empty();
        if (isObject)
            found.objects.push_back(line);
        return isObject;
    });
    return found;
}

CsvMapping mappingOf(const SourceHead& head, const ImportOptions& options)
{
    const HeadObjects found = objectsOf(head);
    return findMapping(jsonTableOf(found.objects, found.census.filled - found.census.mine), options.columns);
}

class JsonLinesReader final : public RecordReader {
public:
    explicit JsonLinesReader(const ReaderContext& context) : m_rows(mappingOf(context.head, context.options), context.time)
    {
        if (!context.head.lines.empty())
            m_firstLine = context.head.lines.front();
    }

    void line(std::string_view text, RecordSink& sink) override
    {
        // Of several readers the one that has the source's first line says what is assumed.
        if (text == m_firstLine && sink.lineNumber() == 1)
            m_rows.sayAssumptions(sink);
        if (trimmed(text).empty())
            sink.skip();
        else
            m_rows.row(text, sink);
    }

    const TimeResolver* timeResolver() const override { return &m_rows.resolver(); }

private:
    JsonRowReader m_rows;
    std::string m_firstLine;
};

}    // namespace

const FormatInfo& JsonLines::info() const
{
    static const FormatInfo info{.id = "json-lines",
                                 .title = "JSON lines with any keys",
                                 .records = "series, request, logline",
                                 .framing = Framing::Lines,
                                 .zone = "offset, epoch or the source's zone",
                                 .specification = "JSON Lines, RFC 8259"};
    return info;
}

Detection JsonLines::detect(const SourceHead& head) const
{
    const HeadObjects found = objectsOf(head);
    if (found.census.mine < 2 || found.census.percent() < 80)    // one object alone is a document, not a log
        return {};
    const std::string noun = std::to_string(found.census.mine) + " of " + std::to_string(found.census.filled) + " lines are JSON objects";
    return detectionOf(findMapping(jsonTableOf(found.objects, 0), {}), noun);
}

std::vector<ColumnReading> JsonLines::columns(const SourceHead& head, const ImportOptions& options) const
{
    return columnReadings(mappingOf(head, options), jsonTableOf(objectsOf(head).objects, 0).rows);
}

std::vector<std::string> JsonLines::columnRoles() const
{
    return tableRoles();
}

std::unique_ptr<RecordReader> JsonLines::open(const ReaderContext& context) const
{
    return std::make_unique<JsonLinesReader>(context);
}

}    // namespace faultline
