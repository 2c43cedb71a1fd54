#include "app/query/recordtext.h"

#include <algorithm>
#include <numeric>

namespace faultline {
namespace {

/// The segment of a record, kept for the next record of the same one.
class SegmentFinder {
public:
    explicit SegmentFinder(SegmentReader& reader) : m_reader(reader) {}

    Result<const Segment*> find(const RecordReference& record)
    {
        if (m_segment.id == record.segmentId && m_segment.rows != 0 && m_segment.kind == record.kind)
            return &m_segment;
        auto segments = m_reader.segments(record.kind);
        if (!segments)
            return segments.error();
        const auto found = std::find_if(segments->begin(), segments->end(), [&](const Segment& segment) { return segment.id == record.segmentId; });
        if (found == segments->end() || record.row >= found->rows)
            return Error{ErrorKind::Usage, "Cannot read the record", "It is no longer in the case", "Look at the window again"};
        m_segment = *found;
        return &m_segment;
    }

private:
    SegmentReader& m_reader;
    Segment m_segment;
};

std::string numberText(Field field, std::int64_t number)
{
    if (field == Field::Severity)
        return std::string(nameOf(static_cast<Severity>(std::clamp<std::int64_t>(number, 0, 255))));
    if (field == Field::TimeBasis)
        return std::string(nameOf(static_cast<TimeBasis>(std::clamp<std::int64_t>(number, 0, 255))));
    if (infoOf(field).type == FieldType::Time)
        return formatUtc(timestampFrom(number));
    return std::to_string(number);
}

LineMark markOf(RecordKind kind, std::int64_t state)
{
    const bool isRequest = kind == RecordKind::Request;
    if (state >= (isRequest ? 500 : static_cast<std::int64_t>(Severity::Error)))
        return LineMark::Error;
    return state >= (isRequest ? 400 : static_cast<std::int64_t>(Severity::Warn)) ? LineMark::Warning : LineMark::None;
}

}    // namespace

Result<std::vector<RecordField>> recordFields(SegmentReader& reader, const RecordReference& record)
{
    SegmentFinder finder(reader);
    const auto segment = finder.find(record);
    if (!segment)
        return segment.error();
    std::vector<RecordField> fields;
    for (int i = 0; i < fieldCount; ++i) {
        const FieldInfo& info = infoOf(static_cast<Field>(i));
        if (!has(info, record.kind))
            continue;
        const auto column = reader.column(**segment, info.field);
        if (!column)
            return column.error();
        if (!*column || record.row >= (*column)->rows || !(*column)->isPresent(record.row))
            continue;
        RecordField value{info.field, true, {}, absent};
        if ((*column)->isText) {
            value.text = (*column)->textAt(record.row);
        } else if (info.type == FieldType::Dictionary) {
            const auto dictionary = reader.dictionary(info.field);
            if (!dictionary)
                return dictionary.error();
            value.text = (*dictionary)->at(static_cast<std::uint32_t>((*column)->at(record.row)));
        } else {
            value.isText = false;
            value.number = (*column)->at(record.row);
            value.text = numberText(info.field, value.number);
        }
        fields.push_back(std::move(value));
    }
    return fields;
}

Result<std::vector<RecordLevel>> recordLevels(SegmentReader& reader, const std::vector<RecordReference>& records)
{
    std::vector<RecordLevel> levels(records.size());
    SegmentFinder finder(reader);
    for (std::size_t i = 0; i < records.size(); ++i) {
        const RecordReference& record = records[i];
        const auto segment = finder.find(record);
        if (!segment)
            return segment.error();
        const Field field = record.kind == RecordKind::Request ? Field::Status : Field::Severity;
        const auto column = reader.column(**segment, field);
        if (!column)
            return column.error();
        if (!*column || (*column)->isText || record.row >= (*column)->rows || !(*column)->isPresent(record.row))
            continue;
        const std::int64_t state = (*column)->at(record.row);
        levels[i] = {markOf(record.kind, state), numberText(field, state)};
    }
    return levels;
}

Result<std::vector<std::optional<std::string>>> recordLines(CaseReader& reader, const std::vector<RecordReference>& records,
                                                            const TaskControl& control)
{
    // The reader keeps one block of text: source by source each is unpacked once.
    std::vector<std::size_t> order(records.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t left, std::size_t right) {
        return std::pair(records[left].sourceId, records[left].line) < std::pair(records[right].sourceId, records[right].line);
    });
    std::vector<std::optional<std::string>> texts(records.size());
    for (const std::size_t i : order) {
        if (control.stopRequested())
            return Error{ErrorKind::Interrupted, "The query was stopped", "", ""};
        auto text = reader.rawLine(records[i].sourceId, records[i].line);
        if (!text)
            return text.error();
        texts[i] = std::move(*text);
    }
    return texts;
}

Result<std::string> composedLine(SegmentReader& reader, const RecordReference& record)
{
    const auto fields = recordFields(reader, record);
    if (!fields)
        return fields.error();
    std::string line;
    for (const RecordField& field : *fields) {
        const FieldType type = infoOf(field.field).type;
        if (type == FieldType::Time || field.field == Field::Line || field.field == Field::TimeBasis)
            continue;
        line += (line.empty() ? "" : " ") + field.text;
    }
    return line;
}

}    // namespace faultline
