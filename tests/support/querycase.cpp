#include "tests/support/querycase.h"

#include "app/store/importwriter.h"

namespace faultline::test {
namespace {

template <typename T>
T required(Result<T> result)
{
    if (!result)
        qFatal("%s", result.error().message().c_str());
    return std::move(*result);
}

void fill(RecordTable& table, const TestRecord& record, const std::set<Field>& plainFields)
{
    table.setNumber(Field::Time, record.timeNs);
    table.setNumber(Field::TimeBasis, static_cast<std::int64_t>(TimeBasis::Offset));
    table.setNumber(Field::Line, static_cast<std::int64_t>(record.line));
    for (const auto& [field, value] : record.numbers)
        table.setNumber(field, value);
    for (const auto& [field, value] : record.texts) {
        const bool isPlain = infoOf(field).type == FieldType::Text || plainFields.count(field) != 0;
        isPlain ? table.setPlain(field, value) : table.setText(field, value);
    }
    table.endRow();
}

}    // namespace

QueryCase::QueryCase()
{
    m_file = required(CaseFile::open(m_folder.filePath(QStringLiteral("query.faultline")).toStdString(),
                                     OpenMode::WriteOrCreate));
}

std::int64_t QueryCase::add(RecordKind kind, std::vector<TestRecord>& records, const SourceOptions& options)
{
    RecordBatch batch;
    std::uint64_t line = 0;
    for (TestRecord& record : records) {
        record.line = ++line;
        fill(batch.table(kind), record, options.plainFields);
    }
    batch.lines = batch.recordLines = batch.records = records.size();
    const std::int64_t id = add(batch, options);
    for (TestRecord& record : records)
        record.sourceId = id;
    return id;
}

std::int64_t QueryCase::add(RecordBatch& batch, const SourceOptions& options)
{
    Source source;
    source.name = source.path = options.name;
    source.format = "test";
    source.options = "{}";
    source.anchor = options.anchor;
    ImportWriter writer = required(ImportWriter::begin(m_file->database(), source));
    if (auto done = writer.append(batch, 0); !done)
        qFatal("%s", done.error().message().c_str());
    const Source stored = required(writer.finish(writer.source()));
    m_context.sourceNames.emplace_back(stored.id, stored.name);
    return stored.id;
}

SegmentReader& QueryCase::reader()
{
    if (!m_reader) {
        m_connection = required(m_file->openReader());
        m_reader = std::make_unique<SegmentReader>(*m_connection);
    }
    return *m_reader;
}

}    // namespace faultline::test
