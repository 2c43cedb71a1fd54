#include "app/store/segmentbuilder.h"

#include <algorithm>
#include <array>

namespace faultline {

namespace {

constexpr std::int64_t notEntered = -1;

}    // namespace

CodeMap enterValues(CaseDictionary& dictionary, const RecordTable::CodedColumn& column, std::uint32_t rows, bool budgetLeft)
{
    CodeMap map(column.values.size(), notEntered);
    std::vector<std::uint32_t> fresh;
    std::array<std::uint32_t, TextCodes::mostAtOnce> known;
    for (std::uint32_t first = 0; first < column.values.size(); first += static_cast<std::uint32_t>(known.size())) {
        const std::size_t count = std::min<std::size_t>(column.values.size() - first, known.size());
        dictionary.values.findAll(column.values, first, count, known.data());
        for (std::size_t index = 0; index < count; ++index) {
            if (known[index] == TextCodes::none)
                fresh.push_back(first + static_cast<std::uint32_t>(index));
            else
                map[first + index] = known[index];
        }
    }
    const bool isLarge = dictionary.values.size() > CaseDictionary::sizeWhereNewValuesMustRepeat;
    if (!budgetLeft || (isLarge && std::size_t{2} * fresh.size() > rows))
        return map;
    for (const std::uint32_t code : fresh)
        map[code] = dictionary.values.add(column.values.at(code), column.values.hashAt(code));
    return map;
}

SegmentBuilder::Column& SegmentBuilder::column(Field field)
{
    auto& column = m_columns[static_cast<std::size_t>(field)];
    if (!column)
        column = std::make_unique<Column>();
    return *column;
}

void SegmentBuilder::addNumbers(Field field, const std::vector<std::int64_t>& values, std::uint32_t first, std::uint32_t count)
{
    if (values.size() <= first)
        return;
    Column& to = column(field);
    to.numbers.resize(m_rows, absent);
    const auto end = std::min<std::size_t>(values.size(), std::size_t{first} + count);
    to.numbers.insert(to.numbers.end(), values.begin() + first, values.begin() + static_cast<std::ptrdiff_t>(end));
}

void SegmentBuilder::addCoded(Field field, const RecordTable::CodedColumn& from, const CodeMap& map, std::uint32_t first,
                              std::uint32_t count)
{
    if (from.codes.size() <= first)
        return;
    Column& to = column(field);
    to.numbers.resize(m_rows, absent);
    const auto end = static_cast<std::uint32_t>(std::min<std::size_t>(from.codes.size(), std::size_t{first} + count));
    to.numbers.reserve(to.numbers.size() + (end - first));
    for (std::uint32_t row = first; row < end; ++row) {
        const std::uint32_t code = from.codes[row];
        if (code == TextCodes::none) {
            to.numbers.push_back(absent);
        } else if (map[code] != notEntered) {
            to.numbers.push_back(map[code]);
        } else {
            const std::string_view text = from.values.at(code);
            to.numbers.push_back(-2 - static_cast<std::int64_t>(to.spans.size()));
            to.spans.emplace_back(to.arena.size(), text.size());
            to.arena += text;
            to.hasOwnText = true;
            m_textBytes += text.size();
        }
    }
}

void SegmentBuilder::addPlain(Field field, const RecordTable::PlainColumn& from, std::uint32_t first, std::uint32_t count)
{
    if (from.spans.size() <= first)
        return;
    Column& to = column(field);
    to.isPlain = true;
    to.spans.resize(m_rows, {std::string::npos, 0});
    const std::size_t end = std::min<std::size_t>(from.spans.size(), std::size_t{first} + count);
    for (std::size_t row = first; row < end; ++row) {
        const auto [offset, length] = from.spans[row];
        if (offset == std::string::npos) {
            to.spans.emplace_back(std::string::npos, 0);
            continue;
        }
        to.spans.emplace_back(to.arena.size(), length);
        to.arena.append(from.arena, offset, length);
        m_textBytes += length;
    }
}

void SegmentBuilder::add(const RecordTable& table, const std::array<CodeMap, fieldCount>& maps, std::uint32_t first,
                         std::uint32_t count, std::uint64_t lineBase)
{
    for (int index = 0; index < fieldCount; ++index) {
        const auto field = static_cast<Field>(index);
        if (const auto* numbers = table.numbers(field))
            addNumbers(field, *numbers, first, count);
        if (const auto* coded = table.coded(field))
            addCoded(field, *coded, maps[static_cast<std::size_t>(index)], first, count);
        if (const auto* plain = table.plain(field))
            addPlain(field, *plain, first, count);
    }
    const std::size_t before = m_rows;
    if (lineBase != 0 && m_columns[static_cast<std::size_t>(Field::Line)]) {
        auto& lines = column(Field::Line).numbers;
        for (std::size_t row = before; row < lines.size(); ++row)
            lines[row] += static_cast<std::int64_t>(lineBase);
    }
    if (const auto& times = m_columns[static_cast<std::size_t>(Field::Time)]) {
        const auto added = times->numbers.begin() + static_cast<std::ptrdiff_t>(before);
        const auto [low, high] = std::minmax_element(added, times->numbers.end());
        m_firstNs = before == 0 ? *low : std::min(m_firstNs, *low);
        m_lastNs = before == 0 ? *high : std::max(m_lastNs, *high);
    }
    if (const auto& durations = m_columns[static_cast<std::size_t>(Field::Duration)]; durations && durations->numbers.size() > before) {
        const auto added = durations->numbers.begin() + static_cast<std::ptrdiff_t>(before);
        m_maxDurationNs = std::max(m_maxDurationNs, *std::max_element(added, durations->numbers.end()));
    }
    m_rows += count;
}

EncodedColumn SegmentBuilder::encode(Column& column, const CaseDictionary* dictionary)
{
    if (!column.isPlain && !column.hasOwnText)
        return encodeNumbers(column.numbers);
    std::vector<std::string_view> values;
    const std::string_view arena = column.arena;
    const auto ownText = [&](std::size_t index) {
        const auto [offset, length] = column.spans[index];
        return offset == std::string::npos ? std::string_view() : arena.substr(offset, length);
    };
    if (column.isPlain) {
        for (std::size_t row = 0; row < column.spans.size(); ++row)
            values.push_back(ownText(row));
        return encodeText(values);
    }
    for (const std::int64_t number : column.numbers) {
        if (number == absent)
            values.emplace_back();
        else if (number < 0)
            values.push_back(ownText(static_cast<std::size_t>(-2 - number)));
        else
            values.push_back(dictionary != nullptr ? dictionary->values.at(static_cast<std::uint32_t>(number)) : std::string_view());
    }
    return encodeText(values);
}

std::vector<SegmentBuilder::FieldColumn> SegmentBuilder::take(
    const CaseDictionaries& dictionaries)
{
    std::vector<FieldColumn> columns;
    for (std::size_t index = 0; index < m_columns.size(); ++index) {
        auto& column = m_columns[index];
        if (!column || (column->numbers.empty() && column->spans.empty()))
            continue;
        if (column->isPlain)
            column->spans.resize(m_rows, {std::string::npos, 0});
        else
            column->numbers.resize(m_rows, absent);
        columns.push_back({static_cast<Field>(index), encode(*column, dictionaries.fields[index].get())});
        // Emptied, not freed: the next segment needs the same room.
        column->numbers.clear();
        column->spans.clear();
        column->arena.clear();
        column->hasOwnText = false;
        if (column->isPlain)
            column.reset();
    }
    m_rows = 0;
    m_textBytes = 0;
    m_maxDurationNs = 0;
    return columns;
}

}    // namespace faultline
