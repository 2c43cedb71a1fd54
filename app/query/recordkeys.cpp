#include "app/query/recordkeys.h"

#include "app/query/casetemplates.h"
#include "app/query/predicate.h"

#include <algorithm>

namespace faultline {
namespace {

template <typename T>
void narrowCodes(const T* payload, const ColumnData& column, std::uint32_t count, std::uint32_t limit, std::uint32_t* codes)
{
    const auto base = static_cast<std::uint64_t>(column.base);
    const auto scale = static_cast<std::uint64_t>(column.scale);
    // Codes of a sound case are below the limit; what is not reads as absent.
    if (scale == 1 && sizeof(T) <= 2 && column.base >= 0 && base < limit) {    // the usual case, eight rows at once
        for (std::uint32_t i = 0; i < count; ++i)
            codes[i] = std::min(static_cast<std::uint32_t>(base) + static_cast<std::uint32_t>(payload[i]), limit);
        return;
    }
    for (std::uint32_t i = 0; i < count; ++i)
        codes[i] = static_cast<std::uint32_t>(std::min<std::uint64_t>(base + payload[i] * scale, limit));
}

}    // namespace

Result<KeySubject> KeySubject::resolve(SegmentReader& reader, RecordKind kind, const std::string& by)
{
    KeySubject subject;
    if (by == "source") {
        subject.kind = Kind::Source;
        return subject;
    }
    subject.isRoute = by == "route" && kind == RecordKind::Request;
    if (subject.isRoute) {
        auto templates = caseTemplates(reader);
        if (!templates)
            return templates.error();
        subject.templates = std::move(*templates);
    } else {
        const FieldInfo* info = findField(kind, by);
        if (info == nullptr)
            return unknownField(kind, by);
        if (info->type == FieldType::Time)
            return Error{ErrorKind::Usage, "Cannot group by " + by, "every record has its own time", "Use a rate instead"};
        subject.field = info->field;
        subject.kind = info->type == FieldType::Dictionary ? Kind::Dictionary
            : info->type == FieldType::Text                ? Kind::Text
                                                           : Kind::Number;
    }
    if (subject.kind != Kind::Dictionary)
        return subject;
    auto dictionary = reader.dictionary(subject.field);
    if (!dictionary)
        return dictionary.error();
    subject.dictionary = *dictionary;
    return subject;
}

std::string textOf(const KeySubject& subject, const FilterContext& context, std::int64_t number)
{
    if (subject.kind == KeySubject::Kind::Source) {
        const auto& names = context.sourceNames;
        const auto found = std::find_if(names.begin(), names.end(), [&](const auto& name) { return name.first == number; });
        return found != names.end() && !found->second.empty() ? found->second : std::to_string(number);
    }
    std::string_view name;
    if (subject.field == Field::Severity)
        name = nameOf(static_cast<Severity>(std::clamp<std::int64_t>(number, 0, 255)));
    if (subject.field == Field::TimeBasis)
        name = nameOf(static_cast<TimeBasis>(std::clamp<std::int64_t>(number, 0, 255)));
    return name.empty() ? std::to_string(number) : std::string(name);
}

KeyReader::KeyReader(SegmentReader& reader, KeySubject subject)
    : m_reader(reader), m_subject(std::move(subject)), m_absent(m_subject.dictionarySize())
{
}

Result<void> KeyReader::open(const Segment& segment)
{
    m_column = nullptr;
    m_sourceId = segment.sourceId;
    if (m_subject.kind == KeySubject::Kind::Source)
        return {};
    auto column = m_reader.column(segment, m_subject.field);
    if (!column)
        return column.error();
    m_column = std::move(*column);
    const bool isMismatch = m_column && (m_column->rows != segment.rows
                                         || (m_column->isText && m_subject.kind == KeySubject::Kind::Number));
    if (isMismatch)
        m_column = nullptr;
    const bool isNarrow = m_column && m_subject.kind == KeySubject::Kind::Number && m_column->width != 0
        && m_column->width <= 2;
    m_codeOfNarrow.clear();
    if (isNarrow)
        m_codeOfNarrow.resize(m_column->width == 1 ? 256 : 65'536);
    return {};
}

void KeyReader::codes(RowBlock block, std::uint32_t* codes)
{
    if (m_subject.kind == KeySubject::Kind::Source)
        std::fill(codes, codes + block.count, codeOf(m_sourceId));
    else if (!m_column)
        std::fill(codes, codes + block.count, m_absent);
    else if (m_column->isText)
        textCodes(block, codes);
    else if (m_subject.kind == KeySubject::Kind::Number)
        numberCodes(block, codes);
    else
        dictionaryCodes(block, codes);
}

std::optional<std::uint32_t> KeyReader::onlyCode()
{
    if (m_subject.kind == KeySubject::Kind::Source)
        return codeOf(m_sourceId);
    if (!m_column)
        return m_absent;
    if (m_column->isText || m_column->width != 0 || !m_column->validity.empty())
        return std::nullopt;
    if (m_subject.kind == KeySubject::Kind::Number)
        return codeOf(m_column->base);
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(static_cast<std::uint64_t>(m_column->base), m_absent));
}

void KeyReader::dictionaryCodes(RowBlock block, std::uint32_t* codes) const
{
    const ColumnData& column = *m_column;
    if (column.width == 0) {
        const auto code = static_cast<std::uint64_t>(column.base);
        std::fill(codes, codes + block.count, static_cast<std::uint32_t>(std::min<std::uint64_t>(code, m_absent)));
    } else {
        column.visitPayload(
            [&](const auto* payload) { narrowCodes(payload + block.begin, column, block.count, m_absent, codes); });
    }
    if (column.validity.empty())
        return;
    for (std::uint32_t i = 0; i < block.count; ++i)
        codes[i] = column.isPresent(block.begin + i) ? codes[i] : m_absent;
}

void KeyReader::numberCodes(RowBlock block, std::uint32_t* codes)
{
    const ColumnData& column = *m_column;
    if (column.validity.empty() && !m_codeOfNarrow.empty()) {
        column.visitPayload([&](const auto* payload) {
            for (std::uint32_t i = 0; i < block.count; ++i) {
                std::uint32_t& code = m_codeOfNarrow[payload[block.begin + i]];
                if (code == 0)
                    code = codeOf(column.scaled(payload[block.begin + i]));    // own codes are never 0: "absent" comes first
                codes[i] = code;
            }
        });
        return;
    }
    for (std::uint32_t i = 0; i < block.count; ++i) {
        const std::uint32_t row = block.begin + i;
        if (!column.isPresent(row)) {
            codes[i] = m_absent;
            continue;
        }
        const std::uint64_t narrow = column.narrowAt(row);
        if (narrow >= m_codeOfNarrow.size()) {
            codes[i] = codeOf(column.scaled(narrow));
            continue;
        }
        std::uint32_t& code = m_codeOfNarrow[narrow];
        if (code == 0)
            code = codeOf(column.scaled(narrow));
        codes[i] = code;
    }
}

void KeyReader::textCodes(RowBlock block, std::uint32_t* codes)
{
    for (std::uint32_t i = 0; i < block.count; ++i) {
        const std::uint32_t row = block.begin + i;
        codes[i] = m_column->isPresent(row) ? codeOf(m_column->textAt(row)) : m_absent;
    }
}

std::uint32_t KeyReader::codeOf(std::int64_t number)
{
    const auto [entry, isNew] = m_codeOfNumber.try_emplace(number, size());
    if (isNew)
        m_numbers.push_back(number);
    return entry->second;
}

std::uint32_t KeyReader::codeOf(std::string_view text)
{
    const auto known = m_codeOfText.find(text);
    if (known != m_codeOfText.end())
        return known->second;
    const std::uint32_t code = size();
    m_texts.emplace_back(text);
    m_codeOfText.emplace(m_texts.back(), code);
    return code;
}

}    // namespace faultline
